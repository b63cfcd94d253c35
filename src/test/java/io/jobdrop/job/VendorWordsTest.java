package io.jobdrop.job;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VendorWordsTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{'title':'Bad','detail':'No such id'} | No such id",
                "{'errors':[{'title':'Bad','detail':'No such id'},{'title':'Late'}]} | No such id; Late",
                "{'errors':['one','','two']} | one; two",
                "{'errorMessages':['No project'],'errors':{}} | No project",
                "{'__type':'InvalidSignatureException','Message':'It differs'} | InvalidSignatureException: It differs",
                "{'__type':'com.acme#Denied'} | com.acme#Denied",
                "{'error':{'code':400,'message':'Bad field','status':'INVALID'}} | Bad field",
                "{'error':{'code':'','message':{'lang':'en','value':'Not found'}}} | Not found",
                "{'error':'invalid_grant','error_description':'It has expired'} | invalid_grant: It has expired",
                "{'error':'Unauthorized','message':'No key'} | Unauthorized: No key",
                "{'error':'No key'} | No key",
                "{'Error':{'Code':'X','Message':'Denied'}} | Denied",
                "{'errors':'two\\nlines'} | two lines",
                "{'message':'see https://u:p@h/x?X-Amz-Signature=s3cret'} | see https://h/x",
                "{'error':true,'message':''} |",
                "{'errors':[],'value':'text'} |",
                "{'errors':[[[[[['deep']]]]]]} |",
                "['text'] |",
                "{} |",
            })
    void the_explanation_is_found_in_the_shapes_that_vendors_use(String answer, String words) throws Exception {
        assertThat(VendorWords.in(json(answer))).isEqualTo(Optional.ofNullable(words));
    }

    @Test
    void a_long_list_of_errors_is_cut() throws Exception {
        assertThat(VendorWords.in(json("{'errors':['1','2','3','4','5','6']}"))).hasValue("1; 2; 3; 4; 5");
    }

    @Test
    void a_place_may_hold_a_number() throws Exception {
        assertThat(VendorWords.at(new JsonField("$.code"), json("{'code':601}")))
                .isEqualTo("601");
        assertThat(VendorWords.at(new JsonField("$.codes"), json("{'codes':[601,602]}")))
                .isEqualTo("601; 602");
    }

    private static JsonNode json(String text) throws Exception {
        return new ObjectMapper().readTree(text.replace('\'', '"'));
    }
}
