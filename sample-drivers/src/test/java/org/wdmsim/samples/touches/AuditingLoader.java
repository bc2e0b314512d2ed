package org.wdmsim.samples.touches;

import java.io.IOException;
import java.io.InputStream;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.commons.GeneratorAdapter;

/** Loads wdmsim once more, with a call of {@link TouchAudit} before each access of the model to memory. */
final class AuditingLoader extends ClassLoader {
    private static final String HOOKS = "org/wdmsim/samples/touches/TouchAudit";
    private static final String[] AUDITED = {
        "org.wdmsim.ex.",
        "org.wdmsim.io.",
        "org.wdmsim.ke.",
        "org.wdmsim.ob.",
        "org.wdmsim.po.",
        "org.wdmsim.pnp.",
        "org.wdmsim.verifier."
    };

    AuditingLoader(ClassLoader parent) {
        super(parent);
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        synchronized (getClassLoadingLock(name)) {
            if (!name.startsWith("org.wdmsim.")) {
                return super.loadClass(name, resolve);
            }
            Class<?> loaded = findLoadedClass(name);
            return loaded != null ? loaded : define(name);
        }
    }

    private Class<?> define(String name) throws ClassNotFoundException {
        try (InputStream in = getResourceAsStream(name.replace('.', '/') + ".class")) {
            if (in == null) {
                throw new ClassNotFoundException(name);
            }
            byte[] bytes = in.readAllBytes();
            byte[] loaded = isAudited(name) ? audited(bytes) : bytes;
            return defineClass(name, loaded, 0, loaded.length);
        } catch (IOException e) {
            throw new ClassNotFoundException(name, e);
        }
    }

    private static boolean isAudited(String name) {
        for (String start : AUDITED) {
            if (name.startsWith(start)) {
                return true;
            }
        }
        return false;
    }

    private static byte[] audited(byte[] bytes) {
        ClassReader reader = new ClassReader(bytes);
        ClassWriter writer = new ClassWriter(reader, ClassWriter.COMPUTE_MAXS);
        reader.accept(
                new ClassVisitor(Opcodes.ASM9, writer) {
                    @Override
                    public MethodVisitor visitMethod(
                            int access, String name, String descriptor, String signature, String[] exceptions) {
                        MethodVisitor out = super.visitMethod(access, name, descriptor, signature, exceptions);
                        return out == null || name.equals("<clinit>")
                                ? out
                                : new Accesses(out, access, name, descriptor, reader.getClassName());
                    }
                },
                ClassReader.EXPAND_FRAMES);
        return writer.toByteArray();
    }

    /** One method: each access is told before it is made. */
    private static final class Accesses extends GeneratorAdapter {
        private final boolean isConstructor;
        private final String owner;

        Accesses(MethodVisitor out, int access, String name, String descriptor, String owner) {
            super(Opcodes.ASM9, out, access, name, descriptor);
            this.isConstructor = name.equals("<init>");
            this.owner = owner;
        }

        @Override
        public void visitFieldInsn(int opcode, String of, String field, String descriptor) {
            boolean isOwnInConstructor = isConstructor && of.equals(owner); // nobody else has seen the object yet
            if (!isOwnInConstructor && opcode == Opcodes.GETFIELD) {
                dup();
                tell("read", of, field);
            } else if (!isOwnInConstructor && opcode == Opcodes.PUTFIELD) {
                Type type = Type.getType(descriptor);
                int value = newLocalMapping(type); // not newLocal: it would have to be in the frames that follow
                storeInsn(type, value);
                dup();
                tell("write", of, field);
                loadInsn(type, value);
            }
            super.visitFieldInsn(opcode, of, field, descriptor);
            if (opcode == Opcodes.GETFIELD
                    && (descriptor.startsWith("[")
                            || isMemory(Type.getType(descriptor).getInternalName()))) {
                dup();
                tell("named", of, field);
            }
        }

        private void tell(String how, String of, String field) {
            super.visitLdcInsn(of.equals("array") ? "elements" : of.substring(of.lastIndexOf('/') + 1) + "." + field);
            super.visitMethodInsn(Opcodes.INVOKESTATIC, HOOKS, how, "(Ljava/lang/Object;Ljava/lang/String;)V", false);
        }

        @Override
        public void visitInsn(int opcode) {
            if (opcode >= Opcodes.IALOAD && opcode <= Opcodes.SALOAD) {
                dup2();
                pop();
                tell("read", "array", "element");
            } else if (opcode >= Opcodes.IASTORE && opcode <= Opcodes.SASTORE) {
                Type type = stored(opcode);
                int value = newLocalMapping(type); // not newLocal: it would have to be in the frames that follow
                storeInsn(type, value);
                dup2();
                pop();
                tell("write", "array", "element");
                loadInsn(type, value);
            }
            super.visitInsn(opcode);
        }

        private static Type stored(int opcode) {
            return switch (opcode) {
                case Opcodes.LASTORE -> Type.LONG_TYPE;
                case Opcodes.DASTORE -> Type.DOUBLE_TYPE;
                case Opcodes.FASTORE -> Type.FLOAT_TYPE;
                case Opcodes.AASTORE -> Type.getObjectType("java/lang/Object");
                default -> Type.INT_TYPE;
            };
        }

        @Override
        public void visitMethodInsn(int opcode, String of, String method, String descriptor, boolean isInterface) {
            Type[] arguments = Type.getArgumentTypes(descriptor);
            if (of.equals("java/lang/invoke/VarHandle")) {
                tellFirst(arguments, of, method);
            } else if (isMemory(of) && opcode != Opcodes.INVOKESTATIC && opcode != Opcodes.INVOKESPECIAL) {
                int[] locals = stash(arguments, 0);
                dup();
                super.visitLdcInsn(of.substring(of.lastIndexOf('/') + 1) + "." + method);
                if (arguments.length == 0) {
                    super.visitInsn(Opcodes.ACONST_NULL);
                } else {
                    loadInsn(arguments[0], locals[0]);
                    box(arguments[0]);
                }
                super.visitMethodInsn(
                        Opcodes.INVOKESTATIC,
                        HOOKS,
                        "call",
                        "(Ljava/lang/Object;Ljava/lang/String;Ljava/lang/Object;)V",
                        false);
                unstash(arguments, locals, 0);
            }
            super.visitMethodInsn(opcode, of, method, descriptor, isInterface);
        }

        private void tellFirst(Type[] arguments, String of, String method) {
            int[] locals = stash(arguments, 1);
            dup();
            super.visitLdcInsn("VarHandle." + method);
            super.visitInsn(Opcodes.ACONST_NULL);
            super.visitMethodInsn(
                    Opcodes.INVOKESTATIC,
                    HOOKS,
                    "call",
                    "(Ljava/lang/Object;Ljava/lang/String;Ljava/lang/Object;)V",
                    false);
            unstash(arguments, locals, 1);
        }

        private int[] stash(Type[] arguments, int from) {
            int[] locals = new int[arguments.length];
            for (int i = arguments.length - 1; i >= from; i--) {
                locals[i] = newLocalMapping(arguments[i]);
                storeInsn(arguments[i], locals[i]);
            }
            return locals;
        }

        private void unstash(Type[] arguments, int[] locals, int from) {
            for (int i = from; i < locals.length; i++) {
                loadInsn(arguments[i], locals[i]);
            }
        }

        // Past the sorter, which would take the number for one of the method's own locals.
        private void storeInsn(Type type, int local) {
            mv.visitVarInsn(type.getOpcode(Opcodes.ISTORE), local);
        }

        private void loadInsn(Type type, int local) {
            mv.visitVarInsn(type.getOpcode(Opcodes.ILOAD), local);
        }

        /** True for what holds elements of its own. */
        private static boolean isMemory(String of) {
            return of.startsWith("java/util/")
                            && !of.startsWith("java/util/function/")
                            && !of.startsWith("java/util/stream/")
                            && !of.startsWith("java/util/Optional")
                            && !of.equals("java/util/Objects")
                    || of.startsWith("com/google/common/collect/");
        }
    }
}
