package io.jobdrop.draft;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a vendor's answer shows is guessed; what it does not show is asked for. */
class FeedDraftTest {
    private static final String JOB =
            "{'exportId':'e-%d','state':'Done','createdOn':'2026-11-20T07:00:00+0000','finished_at':1795158420,"
                    + "'requestedBy':'u-1','failure':{'message':null},"
                    + "'self':'https://api.acme.com/v2/exports/e-%1$d','downloadUri':'https://files.acme.com/%1$d.csv?sig=x'}";

    @Test
    void the_fields_of_a_job_are_known_by_their_names_and_forms() throws Exception {
        FeedDraft draft = draft(
                "{'errors':[{'id':'x'}],'payload':{'rows':[" + JOB.formatted(1) + "," + JOB.formatted(2) + "]}}", null);

        assertThat(draft.guesses())
                .contains(
                        "list.items: $.payload.rows",
                        "job.id: $.exportId",
                        "job.status: $.state",
                        "job.completed: Done",
                        "job.error: $.failure.message",
                        "job.createdAt: $.createdOn",
                        "job.completedAt: $.finished_at",
                        "results.urls: $.downloadUri");
        assertThat(draft.text())
                .contains("          # Fill in: the path of the list below ACME_URL", "          path: /v2/exports\n")
                .doesNotContain("same-origin");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'next':'https://api.acme.com/v2/jobs?page=2' | type: cursor; cursor: $.next",
                "'meta':{'next_cursor':'abc','has_more':true} | type: cursor; cursor: $.meta.next_cursor; hasMore: $.meta.has_more; parameter: cursor",
                "'page':0,'per_page':2,'total_pages':4 | type: page; first: 0; totalPages: $.total_pages; sizeParameter: per_page",
                "'paging':{'offset':0,'limit':2,'total':9} | type: offset; total: $.paging.total; limit: $.paging.limit; sizeParameter: limit",
                "'total':9 | type: offset; total: $.total",
                "'has_more':true | type: cursor; cursor: $.jobs[-1].id; parameter: starting_after",
                "'total':2 | # Fill in: how the list is cut into pages",
            })
    void the_form_of_pages_is_known_by_what_is_around_the_jobs(String around, String expected) throws Exception {
        FeedDraft draft = draft("{'jobs':[{'id':1,'status':'done'},{'id':2,'status':'running'}]," + around + "}", null);

        assertThat(draft.text()).contains(expected.split("; "));
    }

    @Test
    void words_that_are_not_well_known_are_asked_for() throws Exception {
        FeedDraft draft = draft(
                "[{'id':1,'status':'EXPORTED','file_url':'https://f.acme.com/1.csv'},{'id':2,'status':'brewing'},"
                        + "{'id':3,'status':'Queued'},{'id':4,'status':'error'}]",
                null);

        assertThat(draft.guesses()).contains("job.failed: error");
        assertThat(draft.text())
                .contains(
                        "# Fill in: the words of a finished job that makes files; the one with results is guessed\n"
                                + "          completed: EXPORTED\n",
                        "the answer has brewing too\n          open: Queued\n");
    }

    @Test
    void files_in_a_list_are_the_results_and_an_address_of_the_api_gets_the_key() throws Exception {
        FeedDraft draft = draft(
                "[{'id':1,'status':'done','callback_url':'https://me.com/hook.csv',"
                        + "'parts':[{'href':'/v1/jobs/1/parts/1.csv','rows':4}]}]",
                null);

        assertThat(draft.text()).contains("urls: $.parts\n", "urlFields: href\n", "auth: same-origin\n");
    }

    @Test
    void a_detail_alone_is_enough() throws Exception {
        FeedDraft draft = draft(
                null, "{'data':{'id':'17','status':'done','result':'https://f.acme.com/17.csv'},'meta':{'id':'r'}}");

        assertThat(draft.detailId()).isEqualTo("17");
        assertThat(draft.text())
                .contains("item: $.data\n", "path: '/jobs/{jobId}'\n", "idPattern: '\\d+'\n", "urls: $.result\n")
                .doesNotContain("list:");
    }

    @Test
    void without_urls_the_request_for_a_file_is_asked_for() throws Exception {
        assertThat(draft("[{'id':1,'status':'done','document_id':'d-1'}]", null).text())
                .contains("urls: $.document_id\n", "path: '/files/{result}'\n");
        assertThat(draft("[{'id':1,'status':'done'}]", null).text()).contains("path: '/jobs/{jobId}/file'\n");
    }

    @Test
    void an_answer_without_jobs_is_refused() {
        assertThatThrownBy(() -> draft("{'jobs':[],'total':0}", null))
                .isInstanceOf(FeedDraft.NoJobs.class)
                .hasMessageContaining("has no array of jobs");
    }

    private static FeedDraft draft(String list, String detail) throws Exception {
        return FeedDraft.of("acme", "acme", "list.json", json(list), json(detail));
    }

    private static JsonNode json(String text) throws Exception {
        return text == null ? null : new ObjectMapper().readTree(text.replace('\'', '"'));
    }
}
