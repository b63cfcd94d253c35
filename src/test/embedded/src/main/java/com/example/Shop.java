package com.example;

import io.jobdrop.embed.JobdropService;
import java.nio.file.Path;
import java.util.Map;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;

@SpringBootApplication
public class Shop {
    public static void main(String[] arguments) {
        SpringApplication.run(Shop.class, arguments);
    }

    @Bean
    JobdropService jobdrop(@Value("${convertly.token}") String token) {
        return JobdropService.start(Path.of("jobdrop"), Map.of("convertly.token", token, "jobdrop.http.port", ""));
    }
}
