package bench;

import java.util.Map;

/** The answers of the vendors' documents, for completed jobs. */
final class VendorJson {
    private VendorJson() {}

    /** A job's id; its number can be read from it. */
    static String id(long job) {
        return String.format("5eed0000-0000-4000-8000-%012x", job);
    }

    static long job(String id) {
        return Long.parseLong(id.substring(id.lastIndexOf('-') + 1), 16);
    }

    static String exports(Account account, Map<String, String> query) {
        long page = number(query, "page", 1);
        long size = number(query, "pageSize", 20);
        long jobs = account.jobs();
        StringBuilder json = new StringBuilder("{\"items\":[");
        long newest = jobs - (page - 1) * size;
        for (long job = newest; job > Math.max(0, newest - size); job--) {
            json.append(job == newest ? "" : ",").append(export(account, job, null));
        }
        return json.append("],\"page\":" + page)
                .append(",\"totalPages\":" + (jobs + size - 1) / size)
                .append(",\"totalItems\":" + jobs + "}")
                .toString();
    }

    static String export(Account account, long job, String resultUrl) {
        String at = account.createdAt(job).toString();
        return "{\"job_id\":\"" + id(job) + "\",\"status\":\"completed\",\"requested_count\":100,\"total_matching\":100,"
                + "\"exported_count\":100,\"credits_charged\":100,\"created_at\":\"" + at + "\",\"started_at\":\"" + at
                + "\",\"completed_at\":\"" + at + "\""
                + (resultUrl == null ? "" : ",\"results_url\":\"" + resultUrl + "\"") + "}";
    }

    static String conversions(Account account, Map<String, String> query, String resultUrls) {
        long offset = number(query, "offset", 0);
        long limit = number(query, "limit", 20);
        long jobs = account.jobs();
        StringBuilder json = new StringBuilder("{\"jobs\":[");
        long newest = jobs - offset;
        long oldest = Math.max(0, newest - limit);
        for (long job = newest; job > oldest; job--) {
            String at = account.createdAt(job).toString();
            json.append(job == newest ? "" : ",")
                    .append("{\"id\":\"" + id(job) + "\",\"job_type\":\"convert\",\"status\":\"completed\",")
                    .append("\"total_files\":1,\"completed_files\":1,\"failed_files\":0,\"progress\":100,")
                    .append("\"error_message\":null,\"results\":{\"url\":\"" + resultUrls + id(job) + "\",")
                    .append("\"filename\":\"" + id(job) + ".bin\"},")
                    .append("\"created_at\":\"" + at + "\",\"completed_at\":\"" + at + "\"}");
        }
        return json.append("],\"pagination\":{\"limit\":" + limit + ",\"offset\":" + offset)
                .append(",\"total\":" + jobs + ",\"hasMore\":" + (oldest > 0) + "}}")
                .toString();
    }

    private static long number(Map<String, String> query, String name, long otherwise) {
        String value = query.get(name);
        return value == null ? otherwise : Long.parseLong(value);
    }
}
