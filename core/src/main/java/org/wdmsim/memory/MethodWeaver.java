package org.wdmsim.memory;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/** Puts calls of {@link Bridge} into one method. */
final class MethodWeaver extends MethodVisitor {
    private static final String BRIDGE = "org/wdmsim/memory/Bridge";

    private final Layouts layouts;
    private final Layout layout;
    private final boolean isConstructor;
    private final boolean isStaticInitialiser;
    private final int firstFree; // local variable
    private int line;

    // In a constructor, up to the call of another constructor of this object, the object must not be looked at. New
    // objects whose constructors have not been called yet tell that call from theirs. True: its reference was copied.
    private boolean isMade;
    private final Deque<Boolean> unmade = new ArrayDeque<>();
    private boolean wasNew;

    MethodWeaver(MethodVisitor next, Layouts layouts, Layout layout, String name, int locals) {
        super(Opcodes.ASM9, next);
        this.layouts = layouts;
        this.layout = layout;
        this.isConstructor = name.equals("<init>");
        this.isStaticInitialiser = name.equals("<clinit>");
        this.isMade = !isConstructor;
        this.firstFree = locals;
    }

    @Override
    public void visitCode() {
        super.visitCode();
        if (isStaticInitialiser) {
            bridge("initialises", "()V");
        }
    }

    @Override
    public void visitLineNumber(int number, Label start) {
        line = number;
        super.visitLineNumber(number, start);
    }

    private int site(String member, int field, boolean isWrite, boolean isStep, boolean isVolatile) {
        return layouts.sites().add(new Site(layout.file() + ":" + line, member, field, isWrite, isStep, isVolatile));
    }

    private void push(int value) {
        super.visitLdcInsn(value);
    }

    private void bridge(String method, String descriptor) {
        super.visitMethodInsn(Opcodes.INVOKESTATIC, BRIDGE, method, descriptor, false);
    }

    // ---- Fields.

    @Override
    public void visitFieldInsn(int opcode, String owner, String name, String descriptor) {
        Layout.Field field = layouts.field(owner, name);
        if (field != null && !field.is(Opcodes.ACC_SYNTHETIC)) {
            boolean isWrite = opcode == Opcodes.PUTFIELD || opcode == Opcodes.PUTSTATIC;
            if (field.is(Opcodes.ACC_FINAL)) {
                constant(field, opcode);
            } else if (field.is(Opcodes.ACC_STATIC)) {
                if (!isStaticInitialiser) {
                    push(site(field, isWrite));
                    bridge("staticField", "(I)V");
                }
            } else if (isMade) {
                changing(field, owner, Type.getType(descriptor).getSize(), isWrite);
            }
        }
        super.visitFieldInsn(opcode, owner, name, descriptor);
        boolean isRead = opcode == Opcodes.GETFIELD || opcode == Opcodes.GETSTATIC;
        if (field != null && isRead && isMade && holdsOther(descriptor)) {
            super.visitInsn(Opcodes.DUP);
            push(site(field, false));
            bridge("comesFrom", "(Ljava/lang/Object;I)V");
        }
        wasNew = false;
    }

    /** An array or a JDK object is called by the field that it was read from. */
    private static boolean holdsOther(String descriptor) {
        Type type = Type.getType(descriptor);
        return type.getSort() == Type.ARRAY
                || type.getSort() == Type.OBJECT && JdkCalls.touches(type.getInternalName());
    }

    private int site(Layout.Field field, boolean isWrite) {
        return site(field.member(), field.number(), isWrite, layouts.isStep(field), field.is(Opcodes.ACC_VOLATILE));
    }

    /** A final field can be read at any time, as long as its object is there. */
    private void constant(Layout.Field field, int opcode) {
        if (isMade && opcode == Opcodes.GETFIELD && layouts.isExtension(field.owner())) {
            super.visitInsn(Opcodes.DUP);
            push(site(field, false));
            bridge("constant", "(Ljava/lang/Object;I)V");
        }
    }

    private void changing(Layout.Field field, String owner, int size, boolean isWrite) {
        int site = site(field, isWrite);
        if (isWrite && size == 2) {
            super.visitInsn(Opcodes.DUP2_X1);
            super.visitInsn(Opcodes.POP2); // value object
            super.visitInsn(Opcodes.DUP);
            cells(field, owner, site);
            super.visitInsn(Opcodes.DUP_X2);
            super.visitInsn(Opcodes.POP); // object value
            return;
        }
        if (isWrite) {
            super.visitInsn(Opcodes.DUP2);
            super.visitInsn(Opcodes.POP); // object value object
        } else {
            super.visitInsn(Opcodes.DUP);
        }
        cells(field, owner, site);
    }

    /** Tells of an access to a field of the object on the stack, and takes that. */
    private void cells(Layout.Field field, String owner, int site) {
        String cells = field.owner().cells();
        super.visitMethodInsn(Opcodes.INVOKESTATIC, owner, cells, ClassWeaver.READS_CELLS, false);
        push(site);
        bridge("field", "(" + ClassWeaver.CELLS + "I)V");
    }

    // ---- Arrays.

    @Override
    public void visitInsn(int opcode) {
        switch (opcode) {
            case Opcodes.IALOAD,
                    Opcodes.LALOAD,
                    Opcodes.FALOAD,
                    Opcodes.DALOAD,
                    Opcodes.AALOAD,
                    Opcodes.BALOAD,
                    Opcodes.CALOAD,
                    Opcodes.SALOAD -> {
                super.visitInsn(Opcodes.DUP2);
                element(false);
            }
            case Opcodes.IASTORE,
                    Opcodes.FASTORE,
                    Opcodes.AASTORE,
                    Opcodes.BASTORE,
                    Opcodes.CASTORE,
                    Opcodes.SASTORE -> {
                super.visitInsn(Opcodes.DUP_X2); // value array index value
                super.visitInsn(Opcodes.POP);
                super.visitInsn(Opcodes.DUP2_X1); // array index value array index
                element(true);
            }
            case Opcodes.LASTORE, Opcodes.DASTORE -> {
                super.visitInsn(Opcodes.DUP2_X2);
                super.visitInsn(Opcodes.POP2);
                super.visitInsn(Opcodes.DUP2_X2);
                element(true);
            }
            default -> {
                // Touches nothing.
            }
        }
        if (isStaticInitialiser && opcode == Opcodes.RETURN) {
            bridge("initialised", "()V");
        }
        super.visitInsn(opcode);
        if (opcode == Opcodes.DUP && wasNew) {
            unmade.pop();
            unmade.push(true);
        }
        wasNew = false;
    }

    private void element(boolean isWrite) {
        push(site("an array", 0, isWrite, false, false));
        bridge("element", "(Ljava/lang/Object;II)V");
    }

    @Override
    public void visitIntInsn(int opcode, int operand) {
        super.visitIntInsn(opcode, operand);
        if (opcode == Opcodes.NEWARRAY) {
            madeOther();
        }
        wasNew = false;
    }

    @Override
    public void visitTypeInsn(int opcode, String type) {
        super.visitTypeInsn(opcode, type);
        if (opcode == Opcodes.ANEWARRAY) {
            madeOther();
        }
        wasNew = opcode == Opcodes.NEW;
        if (wasNew) {
            unmade.push(false);
        }
    }

    private void madeOther() {
        super.visitInsn(Opcodes.DUP);
        bridge("madeOther", "(Ljava/lang/Object;)V");
    }

    // ---- Calls.

    @Override
    public void visitMethodInsn(int opcode, String owner, String name, String descriptor, boolean isInterface) {
        boolean isMaking = name.equals("<init>");
        boolean isView = opcode != Opcodes.INVOKESTATIC && JdkCalls.touches(owner) && JdkCalls.answersView(name);
        if (opcode == Opcodes.INVOKESTATIC && JdkCalls.touchesAnything(owner, name)) {
            staticRoutine(owner, name, descriptor);
        } else if (opcode != Opcodes.INVOKESTATIC && !isMaking && JdkCalls.touches(owner)) {
            receiver(
                    Type.getArgumentTypes(descriptor),
                    site(simple(owner), 0, JdkCalls.changes(name), false, JdkCalls.orders(owner)),
                    isView);
        }
        super.visitMethodInsn(opcode, owner, name, descriptor, isInterface);
        wasNew = false;
        if (isView) {
            super.visitInsn(Opcodes.DUP);
            super.visitVarInsn(Opcodes.ALOAD, firstFree);
            bridge("viewOf", "(Ljava/lang/Object;Ljava/lang/Object;)V");
        } else if (JdkCalls.answersNew(
                owner, name, Type.getReturnType(descriptor).getDescriptor())) {
            madeOther();
        }
        if (!isMaking) {
            return;
        }
        if (!unmade.isEmpty()) {
            boolean isKept = unmade.pop();
            if (isKept && JdkCalls.touches(owner)) {
                madeOther();
            }
        } else if (!isMade) {
            isMade = true;
            if (owner.equals(layout.superName()) && layout.changing() > 0) {
                makeCells();
            }
        }
    }

    /** A routine that is given arrays: what it looks at and what it changes; any, if it is not known. */
    private void staticRoutine(String owner, String name, String descriptor) {
        Type[] arguments = Type.getArgumentTypes(descriptor);
        boolean copies = owner.equals("java/lang/System");
        boolean isKnown = copies || owner.equals("java/util/Arrays") && arguments[0].getSort() == Type.ARRAY;
        if (!isKnown) {
            bridge("anything", "()V");
            return;
        }
        boolean changes = name.equals("fill")
                || name.startsWith("set")
                || name.toLowerCase(Locale.ROOT).contains("sort");
        int first = site("an array", 0, changes, false, false);
        int third = site("an array", 0, true, false, false);
        int local = firstFree;
        int[] locals = new int[arguments.length];
        for (int i = arguments.length - 1; i >= 0; i--) {
            locals[i] = local;
            super.visitVarInsn(arguments[i].getOpcode(Opcodes.ISTORE), local);
            local += arguments[i].getSize();
        }
        called(locals[0], first);
        if (copies) {
            called(locals[2], third);
        }
        for (int i = 0; i < arguments.length; i++) {
            super.visitVarInsn(arguments[i].getOpcode(Opcodes.ILOAD), locals[i]);
        }
    }

    private void called(int local, int site) {
        super.visitVarInsn(Opcodes.ALOAD, local);
        push(site);
        bridge("call", "(Ljava/lang/Object;I)V");
    }

    private static String simple(String owner) {
        return owner.substring(owner.lastIndexOf('/') + 1).replace('$', '.');
    }

    /** Tells who is called: the reference lies under the arguments. */
    private void receiver(Type[] arguments, int site, boolean isKept) {
        int local = firstFree + 1; // the first is for the receiver, if it is wanted afterwards
        for (int i = arguments.length - 1; i >= 0; i--) {
            super.visitVarInsn(arguments[i].getOpcode(Opcodes.ISTORE), local);
            local += arguments[i].getSize();
        }
        super.visitInsn(Opcodes.DUP);
        if (isKept) {
            super.visitInsn(Opcodes.DUP);
            super.visitVarInsn(Opcodes.ASTORE, firstFree);
        }
        push(site);
        bridge("call", "(Ljava/lang/Object;I)V");
        for (Type argument : arguments) {
            local -= argument.getSize();
            super.visitVarInsn(argument.getOpcode(Opcodes.ILOAD), local);
        }
    }

    /** The object is one from here on: it gets its cells. */
    private void makeCells() {
        super.visitVarInsn(Opcodes.ALOAD, 0);
        super.visitInsn(Opcodes.DUP);
        push(layout.changing());
        bridge("made", "(Ljava/lang/Object;I)" + ClassWeaver.CELLS);
        super.visitFieldInsn(Opcodes.PUTFIELD, layout.name(), layout.cells(), ClassWeaver.CELLS);
    }

    @Override
    public void visitVarInsn(int opcode, int variable) {
        super.visitVarInsn(opcode, variable);
        wasNew = false;
    }
}
