package io.jobdrop;

import io.jobdrop.support.Distribution;
import io.jobdrop.support.FakeVendor;
import io.jobdrop.support.FakeVendor.Answer;
import io.jobdrop.support.PageReader;
import io.jobdrop.support.S3Server;
import io.jobdrop.support.SftpServer;
import io.jobdrop.support.TestServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** What the readers of the pages have: a vendor of each built-in feed, the vendor acme, and servers where a page needs one. */
final class CommandScene implements AutoCloseable {
    private static final String BULK = "3fa85f64-5717-4562-b3fc-2c963f66afa6";

    private final FakeVendor vendor = new FakeVendor();
    private final SftpServer sftp;

    CommandScene(Path folder) throws IOException {
        sftp = new SftpServer(Files.createDirectories(folder.resolve("remote")));
        vendor.on("/", Answer.status(404, "{}"));
        vendor.on("/files/e-17.csv", Answer.bytes("text/csv", new byte[20480]));
        vendor.on("/files/clip.mp4", Answer.bytes("video/mp4", "moved".getBytes(StandardCharsets.UTF_8)));
        vendor.on("/api/jobs", Answer.json("""
                {"jobs": [{"id": "j-1", "status": "completed",
                    "results": [{"url": "%s/files/clip.mp4", "filename": "clip.mp4", "finalSize": 5}]},
                  {"id": "j-2", "status": "failed", "error_message": "codec not supported"}],
                 "pagination": {"limit": 100, "hasMore": false}}""".formatted(vendor.url())));
        vendor.on("/v1/background_jobs", Answer.json("[]"));
        vendor.on("/companies/search/async/jobs", Answer.json("{\"items\": [], \"totalPages\": 1, \"totalItems\": 0}"));
        vendor.on(
                "/companies/enrich/bulk/" + BULK,
                Answer.json("{\"job_id\": \"" + BULK + "\", \"status\": \"processing\"}"));
        vendor.on("/v2/exports", Answer.json("""
                {"data": [{"export_id": "e-17", "state": "done", "kind": "report", "created_at": "2026-11-24T10:00:00Z"}],
                 "page_count": 1}"""));
        vendor.on("/v2/exports/e-17", Answer.json("""
                {"export_id": "e-17", "state": "done", "finished_at": "2026-11-24T10:01:00Z",
                 "files": [{"url": "%s/files/e-17.csv?sig=x", "filename": "e-17.csv", "size": 20480}]}""".formatted(vendor.url())));
    }

    /** A reader who can reach what the commands before the page name. */
    PageReader reader(Path folder, String before) throws IOException {
        PageReader reader = new PageReader(folder)
                .set("DISTRIBUTION", Distribution.FOLDER.toString())
                .set("SOURCE", Path.of("").toAbsolutePath().toString())
                .set("VENDOR", vendor.url())
                .set("COMPANYENRICH_URL", vendor.url())
                .set("USERPILOT_URL", vendor.url())
                .set("CONVERTLY_URL", vendor.url())
                .set("JOBDROP_DOWNLOAD_ALLOW_HOSTS", vendor.host())
                .set("JOBDROP_JAVA_OPTS", "-XX:TieredStopAtLevel=1")
                .set("SFTP_PORT", Integer.toString(sftp.port()))
                .set("SFTP_USER", SftpServer.USER)
                .set("SFTP_PASSWORD", SftpServer.PASSWORD);
        if (before.contains("$POSTGRES")) {
            String server = TestServer.url().replaceAll("jdbc:postgresql://|/postgres", "");
            reader.set("POSTGRES", server).set("POSTGRES_PORT", server.substring(server.indexOf(':') + 1));
        }
        if (before.contains("$S3")) {
            S3Server s3 = S3Server.s3proxy();
            reader.set("S3", s3.endpoint().toString())
                    .set("S3_BUCKET", s3.newBucket())
                    .set("AWS_ACCESS_KEY_ID", S3Server.ACCESS_KEY)
                    .set("AWS_SECRET_ACCESS_KEY", S3Server.SECRET_KEY);
        }
        return reader;
    }

    /** How an administrator of the database types statements. */
    String sql(String statements) {
        return "psql -X -v ON_ERROR_STOP=1 \"postgresql://postgres@$POSTGRES/postgres\" <<'END'\n" + statements
                + "\nEND";
    }

    @Override
    public void close() throws IOException {
        vendor.close();
        sftp.close();
    }
}
