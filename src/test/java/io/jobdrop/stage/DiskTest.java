package io.jobdrop.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.jobdrop.support.DiskSteps;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiskTest {
    @TempDir
    Path folder;

    private final DiskSteps disk = new DiskSteps();

    @Test
    void a_file_is_opened_for_both_ways_and_keeps_what_it_has() throws Exception {
        Path file = Files.writeString(folder.resolve("a"), "12345");

        try (FileChannel channel = disk.open(file)) {
            disk.write(channel, file, ByteBuffer.wrap(new byte[] {'x', 'y'}));
            assertThat(channel.read(ByteBuffer.allocate(9))).isEqualTo(3);
        }

        assertThat(file).hasContent("xy345");
        assertThat(disk.taken()).containsExactly("open a", "write a");
    }

    @Test
    void a_new_file_takes_the_name_of_an_old_one_and_leaves_its_content_alone() throws Exception {
        Path old = Files.writeString(folder.resolve("a"), "12345");
        Path published = Files.createLink(folder.resolve("published"), old);

        try (FileChannel channel = disk.create(folder.resolve("a"))) {
            disk.write(channel, folder.resolve("a"), ByteBuffer.wrap(new byte[] {'x'}));
        }

        assertThat(folder.resolve("a")).hasContent("x");
        assertThat(published).hasContent("12345");
        assertThat(disk.taken()).containsExactly("create a", "write a");
    }

    @Test
    void a_file_that_is_not_there_is_not_opened() {
        assertThatThrownBy(() -> disk.open(folder.resolve("a"))).isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void a_second_name_of_a_file_is_known() throws Exception {
        Path file = Files.writeString(folder.resolve("a"), "12345");
        assertThat(disk.hasOtherNames(file)).isFalse();

        Files.createLink(folder.resolve("b"), file);

        assertThat(disk.hasOtherNames(file)).isTrue();
    }

    @Test
    void open_and_closed_files_are_flushed() throws Exception {
        Path file = folder.resolve("a");

        try (FileChannel channel = disk.create(file)) {
            disk.flush(channel, file);
        }
        disk.flush(file);

        assertThat(disk.taken()).containsExactly("create a", "flush a", "flush a");
        assertThatThrownBy(() -> disk.flush(folder.resolve("none"))).isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void each_new_folder_is_an_entry_that_is_flushed_in_its_parent() throws Exception {
        Path wanted = folder.resolve("a").resolve("b");

        disk.createLastingFolders(wanted);

        assertThat(wanted).isDirectory();
        assertThat(disk.taken()).containsExactly("folder b", "flush " + folder.getFileName(), "flush a");
    }

    @Test
    void a_folder_that_need_not_last_is_not_flushed() throws Exception {
        disk.createFolders(folder.resolve("a"));

        assertThat(folder.resolve("a")).isDirectory();
        assertThat(disk.taken()).containsExactly("folder a");
    }

    @Test
    void a_folder_that_is_there_is_left_alone() throws Exception {
        disk.createLastingFolders(folder);

        assertThat(disk.taken()).isEmpty();
    }

    @Test
    void what_is_there_is_deleted_and_what_is_not_is_no_error() throws Exception {
        Path file = Files.writeString(folder.resolve("a"), "x");

        disk.delete(file);
        disk.delete(file);

        assertThat(file).doesNotExist();
        assertThat(disk.taken()).containsExactly("delete a", "delete a");
        Files.createFile(folder.resolve("b"));
        assertThatThrownBy(() -> disk.delete(folder)).isInstanceOf(DirectoryNotEmptyException.class);
    }

    @Test
    void a_file_is_replaced_in_one_step() throws Exception {
        Path draft = Files.writeString(folder.resolve("draft"), "new");
        Path file = Files.writeString(folder.resolve("file"), "old");

        disk.replace(draft, file);

        assertThat(file).hasContent("new");
        assertThat(draft).doesNotExist();
        assertThat(disk.taken()).containsExactly("replace file");
    }

    @Test
    void a_published_file_has_its_final_name_only() throws Exception {
        Path staged = Files.writeString(folder.resolve("staged"), "x");

        disk.publish(staged, folder.resolve("final"));

        assertThat(folder.resolve("final")).hasContent("x");
        assertThat(staged).doesNotExist();
        assertThat(disk.taken()).containsExactly("publish final", "delete staged");
    }

    @Test
    void publishing_never_replaces_a_file() throws Exception {
        Path staged = Files.writeString(folder.resolve("staged"), "x");
        Path target = Files.writeString(folder.resolve("final"), "other");

        assertThatThrownBy(() -> disk.publish(staged, target)).isInstanceOf(FileAlreadyExistsException.class);

        assertThat(target).hasContent("other");
        assertThat(staged).hasContent("x");
    }

    @Test
    void a_file_system_without_links_and_folder_handles_is_good_enough() throws Exception {
        URI archive = URI.create("jar:" + folder.resolve("a.zip").toUri());
        try (FileSystem linkless = FileSystems.newFileSystem(archive, Map.of("create", "true"))) {
            Path staged = Files.writeString(linkless.getPath("/staged"), "x");
            Path target = linkless.getPath("/drop/final");

            disk.createLastingFolders(Disk.folderOf(target));
            disk.publish(staged, target);

            assertThat(Files.readString(target)).isEqualTo("x");
            assertThat(Files.exists(staged)).isFalse();
            assertThat(disk.taken()).contains("folder drop", "publish final").doesNotContain("delete staged");
        }
    }

    @Test
    void the_folder_of_a_bare_name_is_the_current_one() {
        assertThat(Disk.folderOf(Path.of("a"))).isEqualTo(Path.of("").toAbsolutePath());
        assertThat(Disk.folderOf(folder.resolve("a"))).isEqualTo(folder);
    }

    @Test
    void nodes_that_share_a_drop_publish_nothing_where_there_are_no_links() throws Exception {
        Path file = Files.writeString(folder.resolve("staged"), "a");
        Path target = folder.resolve("published");

        assertThatThrownBy(() -> withoutLinks(true).publish(file, target))
                .hasMessageStartingWith("jobdrop.drop.dir has no hard links");
        assertThat(target).doesNotExist();

        withoutLinks(false).publish(file, target);
        assertThat(target).hasContent("a");
    }

    private static Disk withoutLinks(boolean shared) {
        return new Disk(shared) {
            @Override
            protected void link(Path target, Path file) {
                throw new UnsupportedOperationException("no links");
            }
        };
    }
}
