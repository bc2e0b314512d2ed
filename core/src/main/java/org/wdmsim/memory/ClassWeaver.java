package org.wdmsim.memory;

import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/** Puts a call of {@link Bridge} before each access of a class to memory that threads may share. */
final class ClassWeaver extends ClassVisitor {
    // Nothing is taken away and no branch is put in, so the frames of the class file stay right. A class with fields
    // that can change gets one more field, with the cells of those, and a static method that reads it and answers null
    // for null.
    static final String CELLS = "Lorg/wdmsim/memory/Cells;";
    static final String READS_CELLS = "(Ljava/lang/Object;)" + CELLS;

    private final Layouts layouts;
    private final Layout layout;
    private final MethodSizes sizes;
    private MethodReferences references;
    private boolean isInterface;

    private ClassWeaver(ClassVisitor next, Layouts layouts, Layout layout, MethodSizes sizes) {
        super(Opcodes.ASM9, next);
        this.layouts = layouts;
        this.layout = layout;
        this.sizes = sizes;
    }

    /** The class file with those calls. */
    static byte[] weave(byte[] classFile, Layout layout, Layouts layouts) {
        ClassReader reader = new ClassReader(classFile);
        MethodSizes sizes = new MethodSizes();
        reader.accept(sizes, ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
        ClassWriter writer = new ClassWriter(reader, ClassWriter.COMPUTE_MAXS);
        reader.accept(new ClassWeaver(writer, layouts, layout, sizes), 0);
        return writer.toByteArray();
    }

    @Override
    public void visit(int version, int access, String name, String signature, String superName, String[] interfaces) {
        super.visit(version, access, name, signature, superName, interfaces);
        isInterface = (access & Opcodes.ACC_INTERFACE) != 0;
        references = new MethodReferences(layout, isInterface);
    }

    @Override
    public MethodVisitor visitMethod(
            int access, String name, String descriptor, String signature, String[] exceptions) {
        MethodVisitor next = super.visitMethod(access, name, descriptor, signature, exceptions);
        return new MethodWeaver(next, layouts, layout, references, name, sizes.locals(name, descriptor));
    }

    @Override
    public void visitEnd() {
        references.write((name, descriptor, locals) -> {
            int hidden = Opcodes.ACC_PRIVATE | Opcodes.ACC_STATIC | Opcodes.ACC_SYNTHETIC;
            MethodVisitor next = super.visitMethod(hidden, name, descriptor, null, null);
            return new MethodWeaver(next, layouts, layout, references, name, locals);
        });
        if (layout.changing() > 0 && !isInterface) {
            int hidden = Opcodes.ACC_PUBLIC | Opcodes.ACC_SYNTHETIC;
            super.visitField(hidden | Opcodes.ACC_TRANSIENT, layout.cells(), CELLS, null, null)
                    .visitEnd();
            cellsReader(super.visitMethod(hidden | Opcodes.ACC_STATIC, layout.cells(), READS_CELLS, null, null));
        }
        super.visitEnd();
    }

    private void cellsReader(MethodVisitor code) {
        code.visitCode();
        code.visitVarInsn(Opcodes.ALOAD, 0);
        Label there = new Label();
        code.visitJumpInsn(Opcodes.IFNONNULL, there);
        code.visitInsn(Opcodes.ACONST_NULL);
        code.visitInsn(Opcodes.ARETURN);
        code.visitLabel(there);
        code.visitFrame(Opcodes.F_SAME, 0, null, 0, null);
        code.visitVarInsn(Opcodes.ALOAD, 0);
        code.visitTypeInsn(Opcodes.CHECKCAST, layout.name());
        code.visitFieldInsn(Opcodes.GETFIELD, layout.name(), layout.cells(), CELLS);
        code.visitInsn(Opcodes.ARETURN);
        code.visitMaxs(1, 1);
        code.visitEnd();
    }
}
