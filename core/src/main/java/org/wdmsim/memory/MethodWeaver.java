package org.wdmsim.memory;

import java.util.ArrayDeque;
import java.util.Deque;
import org.objectweb.asm.Handle;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.wdmsim.base.Touch;

/** Puts calls of {@link Bridge} into one method. */
final class MethodWeaver extends MethodVisitor {
    private static final String BRIDGE = "org/wdmsim/memory/Bridge";

    private final Layouts layouts;
    private final Layout layout;
    private final MethodReferences references;
    private final boolean isConstructor;
    private final boolean isStaticInitialiser;
    private final int firstFree; // local variable
    private int line;

    // In a constructor, up to the call of another constructor of this object, the object must not be looked at. New
    // objects whose constructors have not been called yet tell that call from theirs. True: its reference was copied.
    private boolean isMade;
    private final Deque<Boolean> unmade = new ArrayDeque<>();
    private boolean wasNew;

    MethodWeaver(
            MethodVisitor next, Layouts layouts, Layout layout, MethodReferences references, String name, int locals) {
        super(Opcodes.ASM9, next);
        this.layouts = layouts;
        this.layout = layout;
        this.references = references;
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
        boolean isStatic = opcode == Opcodes.INVOKESTATIC;
        boolean isView = isStatic
                ? JdkArguments.answersViewOfFirst(owner, name)
                : JdkCalls.touches(owner) && JdkCalls.answersView(name);
        if (isStatic && JdkArguments.touchesAnything(owner, name)) {
            bridge("anything", "()V");
        }
        if (layouts.isForeign(owner)) {
            passes(owner, name, Type.getArgumentTypes(descriptor), isStatic || isMaking, isView);
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
        if (isMaking) {
            isMade(owner);
        }
    }

    /** A constructor has been called: of a new object, or of this one. */
    private void isMade(String owner) {
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

    /** Calls that the JDK makes at run time: text is put together of what may be a collection, or a method is referred to. */
    @Override
    public void visitInvokeDynamicInsn(String name, String descriptor, Handle bootstrap, Object... constants) {
        if (bootstrap.getOwner().equals("java/lang/invoke/StringConcatFactory")) {
            passes("java/lang/String", "concat", Type.getArgumentTypes(descriptor), true, false);
        }
        Object[] woven = constants.clone();
        for (int i = 0; i < woven.length; i++) {
            if (bootstrap.getOwner().equals("java/lang/invoke/LambdaMetafactory")
                    && constants[i] instanceof Handle target
                    && MethodReferences.isToMethod(target)
                    && layouts.isForeign(target.getOwner())) {
                woven[i] = references.insteadOf(target, Type.getArgumentTypes(descriptor));
            }
        }
        super.visitInvokeDynamicInsn(name, descriptor, bootstrap, woven);
        wasNew = false;
    }

    /**
     * Tells who is called and what it is given: both lie on the stack, the first under the others.
     *
     * @param isKept true when the first must be to be had after the call, too
     */
    private void passes(String owner, String name, Type[] arguments, boolean hasNoReceiver, boolean isKept) {
        boolean tellsReceiver =
                !hasNoReceiver && (JdkCalls.touches(owner) || JdkArguments.hidesMemory(owner) || owner.startsWith("["));
        boolean tells = tellsReceiver || isKept;
        for (Type argument : arguments) {
            tells |= JdkArguments.mayBeMemory(argument);
        }
        if (!tells) {
            return;
        }
        int local = firstFree + 1; // the first is for what is kept
        for (int i = arguments.length - 1; i >= 0; i--) {
            super.visitVarInsn(arguments[i].getOpcode(Opcodes.ISTORE), local);
            local += arguments[i].getSize();
        }
        if (tellsReceiver) {
            receiver(owner, name, isKept);
        }
        for (int i = 0; i < arguments.length; i++) {
            local -= arguments[i].getSize();
            super.visitVarInsn(arguments[i].getOpcode(Opcodes.ILOAD), local);
            if (isKept && hasNoReceiver && i == 0) {
                super.visitInsn(Opcodes.DUP);
                super.visitVarInsn(Opcodes.ASTORE, firstFree);
            }
            if (JdkArguments.mayBeMemory(arguments[i])) {
                boolean changes = JdkArguments.touch(owner, name, arguments[i], i) == Touch.WRITE;
                super.visitInsn(Opcodes.DUP);
                push(site("an argument", 0, changes, false, false));
                bridge("passed", "(Ljava/lang/Object;I)V");
            }
        }
    }

    private void receiver(String owner, String name, boolean isKept) {
        super.visitInsn(Opcodes.DUP);
        if (isKept) {
            super.visitInsn(Opcodes.DUP);
            super.visitVarInsn(Opcodes.ASTORE, firstFree);
        }
        boolean isKnown = JdkCalls.touches(owner);
        boolean changes = isKnown ? JdkCalls.changes(owner, name) : name.equals("append");
        push(site(simple(owner), 0, changes, false, JdkCalls.orders(owner)));
        bridge(isKnown ? "call" : "passed", "(Ljava/lang/Object;I)V");
    }

    private static String simple(String owner) {
        return owner.substring(owner.lastIndexOf('/') + 1).replace('$', '.');
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
