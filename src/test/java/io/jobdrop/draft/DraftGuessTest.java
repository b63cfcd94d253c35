package io.jobdrop.draft;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.jobdrop.job.JsonField;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is not certain is marked; what is of something else than the job is not taken for it. */
class DraftGuessTest {
    @Test
    void a_url_is_marked_when_its_name_or_another_url_leaves_doubt() throws Exception {
        assertThat(draft("[{'id':1,'status':'done','audio_url':'https://f.acme.com/1.mp3'}]", null)
                        .text())
                .contains(
                        "# Fill in: where the URLs of a job's files are; this name does not say so\n          urls: $.audio_url");
        assertThat(draft(
                                "[{'id':1,'status':'done','audio_url':'https://f.acme.com/1.mp3','result_url':'https://f.acme.com/1.csv'}]",
                                null)
                        .text())
                .contains("files are; URLs are at $.audio_url too\n          urls: $.result_url");
        assertThat(draft(
                                "[{'id':1,'status':'done','urls':['https://f.acme.com/1.csv'],'callback_url':'https://a.com/x'}]",
                                null)
                        .guesses())
                .contains("results.urls: $.urls");
    }

    @Test
    void an_address_of_the_next_page_is_one_that_is_there() throws Exception {
        String jobs = "{'jobs':[{'id':1,'status':'done'}],";

        FeedDraft older =
                draft(jobs + "'page_details':{'next_url':null,'prev_url':'https://api.acme.com/l?before=1'}}", null);
        assertThat(older.text())
                .contains("# Fill in: where the next page's address is; $.page_details.next_url is null in the answer")
                .contains("cursor: $.page_details.prev_url\n");
        assertThat(older.origin()).contains("https://api.acme.com");
        assertThat(draft(jobs + "'next_url':null,'page':{'prev_url':'https://api.acme.com/l'}}", null)
                        .guesses())
                .contains("list.paging.cursor: $.next_url");
        assertThat(draft(jobs + "'nextPage':'/l?page=2'}", null).text())
                .contains("cursor: $.nextPage\n")
                .doesNotContain("parameter:");
        assertThat(draft(jobs + "'next':'https://u:p@my_host/l'}", null).origin())
                .isEmpty();
        assertThat(draft(jobs + "'next':'https://u:p@h.com:8443/l'}", null).origin())
                .contains("https://h.com:8443");
        assertThat(draft(jobs + "'nextPage':'abc'}", null).text()).contains("parameter: nextPage\n");
    }

    @Test
    void a_time_is_of_the_job_itself() throws Exception {
        String time = "'2026-11-20T07:00:00Z'";

        assertThat(draft(
                                "[{'id':1,'status':'done','attachments':[{'created':" + time
                                        + "}],'owner':{'created_at':" + time + "},'submitted':" + time + "}]",
                                null)
                        .guesses())
                .contains("job.createdAt: $.submitted");
        assertThat(draft("[{'id':1,'status':'done','attachments':[{'created':" + time + "}]}]", null)
                        .text())
                .doesNotContain("createdAt");
        assertThat(draft("[{'id':1,'status':'done','submit_time':" + time + "}]", null)
                        .guesses())
                .contains("job.createdAt: $.submit_time");
    }

    @Test
    void the_detail_s_item_has_the_job_s_id_and_its_path_is_the_job_s_own() throws Exception {
        String job = "{'id':'j1','attributes':{'state':'done','href':'/v1/other/j1'},"
                + "'relationships':{'file':{'links':{'self':'/v1/jobs/j1/file'}}},'links':{'self':'/v1/jobs/j1'}}";

        FeedDraft both = draft("{'data':[" + job + "]}", "{'id':'request-1','data':" + job + "}");
        assertThat(both.text()).contains("item: $.data\n", "path: '/v1/jobs/{jobId}'\n");
        assertThat(both.detailId()).isEqualTo("j1");
        assertThat(draft(null, "{'data':" + job + "}").text()).contains("item: $.data\n");
        assertThat(draft(null, "{'data':{'id':'7'},'links':{'self':'https://api.acme.com/v2/j/7'}}")
                        .origin())
                .isEmpty();
    }

    @Test
    void a_status_word_that_no_answer_has_is_marked() throws Exception {
        String mark =
                "# Fill in: the words of a failed job; no answer has one, and this is a guess\n          failed: failed\n";

        assertThat(draft("[{'id':1,'status':'done'}]", null).text())
                .contains(mark, "# Fill in: all other words of the documentation");
        assertThat(draft("[{'id':1,'created_at':'2026-11-20T07:00:00Z'}]", null).text())
                .contains(mark);
        assertThat(draft("[{'id':1,'status':'error'}]", null).text()).doesNotContain(mark);
    }

    @Test
    void a_name_with_quotes_and_brackets_is_escaped() throws Exception {
        JsonNode list = json("{}");
        String[] names = {"items'] || true", "a\\b", "a]b['c", "a.b"};
        for (String name : names) {
            list = new ObjectMapper().createObjectNode().set(name, json("[{'id':1,'status':'done'}]"));
            FeedDraft draft = FeedDraft.of("acme", "acme", "list.json", list, null);
            String path = draft.guesses().stream()
                    .filter(guess -> guess.startsWith("list.items: "))
                    .findFirst()
                    .orElseThrow()
                    .substring(12);
            assertThat(new JsonField(path).in(list)).as(path).isPresent();
        }
        Field field = Fields.of(List.of(list)).all().skip(2).findFirst().orElseThrow();
        assertThat(field.depth()).as(field.path()).isEqualTo(2);
    }

    private static FeedDraft draft(String list, String detail) throws Exception {
        return FeedDraft.of("acme", "acme", "list.json", json(list), json(detail));
    }

    private static JsonNode json(String text) throws Exception {
        return text == null ? null : new ObjectMapper().readTree(text.replace('\'', '"'));
    }
}
