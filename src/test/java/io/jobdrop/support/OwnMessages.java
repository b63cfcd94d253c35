package io.jobdrop.support;

import com.sun.source.tree.BinaryTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.LambdaExpressionTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ReturnTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreeScanner;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/**
 * The texts that Java sources can say. One text is all literals of one expression in their order, joined where they are
 * concatenated; a constant or method of the same file counts as what it holds or returns. Where a value goes there is a
 * {@link #VALUE}.
 */
public final class OwnMessages {
    public static final char VALUE = '\u2026';

    private static final Pattern FORMAT = Pattern.compile("%(?:\\d\\$)?[-,.\\d]*[sdfx]|\\{}");
    private static final int DEEPEST = 4;

    private final List<String> texts = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();

    /** The texts of some sources. */
    public static OwnMessages of(List<Path> files) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null)) {
            return of(compiler, manager.getJavaFileObjectsFromPaths(files));
        }
    }

    private static OwnMessages of(JavaCompiler compiler, Iterable<? extends JavaFileObject> sources)
            throws IOException {
        OwnMessages messages = new OwnMessages();
        JavacTask task = (JavacTask) compiler.getTask(null, null, null, List.of("-proc:none"), null, sources);
        for (CompilationUnitTree file : task.parse()) {
            Names names = new Names();
            names.scan(file, null);
            messages.new Expressions(names).scan(file, null);
        }
        return messages;
    }

    /** All texts. */
    public List<String> texts() {
        return List.copyOf(texts);
    }

    /** The templates of what is logged as WARN or ERROR. */
    public List<String> warnings() {
        return List.copyOf(warnings);
    }

    /** The constants and methods of a file, by their names. */
    private static final class Names extends TreeScanner<Void, Void> {
        private final Map<String, ExpressionTree> constants = new HashMap<>();
        private final Map<String, List<ExpressionTree>> methods = new HashMap<>();
        private final Deque<String> inside = new ArrayDeque<>();

        @Override
        public Void visitVariable(VariableTree variable, Void none) {
            if (variable.getInitializer() != null) {
                constants.put(variable.getName().toString(), variable.getInitializer());
            }
            return super.visitVariable(variable, none);
        }

        @Override
        public Void visitMethod(MethodTree method, Void none) {
            inside.push(method.getName().toString());
            super.visitMethod(method, none);
            inside.pop();
            return null;
        }

        @Override
        public Void visitLambdaExpression(LambdaExpressionTree lambda, Void none) {
            inside.push("");
            super.visitLambdaExpression(lambda, none);
            inside.pop();
            return null;
        }

        @Override
        public Void visitReturn(ReturnTree returned, Void none) {
            if (returned.getExpression() != null && !inside.isEmpty()) {
                methods.computeIfAbsent(inside.peek(), name -> new ArrayList<>())
                        .add(returned.getExpression());
            }
            return super.visitReturn(returned, none);
        }
    }

    private final class Expressions extends TreeScanner<Void, Void> {
        private final Names names;

        Expressions(Names names) {
            this.names = names;
        }

        @Override
        public Void scan(@Nullable Tree tree, Void none) {
            if (tree instanceof BinaryTree || tree instanceof LiteralTree) {
                Text text = new Text(names);
                text.scan(tree, 0);
                text.into(texts);
            }
            return super.scan(tree, none);
        }

        @Override
        public Void visitMethodInvocation(MethodInvocationTree call, Void none) {
            String name = call.getMethodSelect().toString();
            if (name.equals("LOG.warn") || name.equals("LOG.error")) {
                Text text = new Text(names);
                text.scan(call.getArguments().get(0), 0);
                text.into(warnings);
            }
            return super.visitMethodInvocation(call, none);
        }
    }

    /** Puts together what one expression says. */
    private static final class Text extends TreeScanner<Void, Integer> {
        private final Names names;
        private final StringBuilder said = new StringBuilder();

        Text(Names names) {
            this.names = names;
        }

        @Override
        public Void visitBinary(BinaryTree binary, Integer depth) {
            scan(binary.getLeftOperand(), depth);
            if (binary.getKind() != Tree.Kind.PLUS) {
                said.append(VALUE);
            }
            return scan(binary.getRightOperand(), depth);
        }

        @Override
        public Void visitLiteral(LiteralTree literal, Integer depth) {
            said.append(
                    literal.getValue() instanceof String text
                            ? FORMAT.matcher(text).replaceAll("" + VALUE)
                            : VALUE);
            return null;
        }

        @Override
        public Void visitIdentifier(IdentifierTree name, Integer depth) {
            ExpressionTree constant = names.constants.get(name.getName().toString());
            if (constant == null || depth >= DEEPEST) {
                said.append(VALUE);
                return null;
            }
            return scan(constant, depth + 1);
        }

        @Override
        public Void visitMethodInvocation(MethodInvocationTree call, Integer depth) {
            said.append(VALUE);
            super.visitMethodInvocation(call, depth);
            List<ExpressionTree> returned =
                    names.methods.getOrDefault(call.getMethodSelect().toString(), List.of());
            if (depth < DEEPEST) {
                returned.forEach(text -> {
                    said.append(VALUE);
                    scan(text, depth + 1);
                });
            }
            said.append(VALUE);
            return null;
        }

        @Override
        public Void visitConditionalExpression(com.sun.source.tree.ConditionalExpressionTree choice, Integer depth) {
            said.append(VALUE);
            scan(choice.getTrueExpression(), depth);
            said.append(VALUE);
            scan(choice.getFalseExpression(), depth);
            said.append(VALUE);
            return null;
        }

        void into(List<String> all) {
            String text = said.toString().replaceAll(VALUE + "+", "" + VALUE);
            if (text.length() > 1) {
                all.add(text);
            }
        }
    }
}
