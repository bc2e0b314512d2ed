package org.wdmsim.memory;

import java.util.ArrayList;
import java.util.List;
import org.objectweb.asm.Handle;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;

/** Method references of one class to routines of the JDK, {@code list::add}: each gets a method that makes the call. */
final class MethodReferences {
    // The JDK makes the call that such a reference stands for, out of sight. So the class gets a static method with the
    // same call in it, which is woven as any other, and the reference is to that.
    private static final String PREFIX = "wdmsim$reference$";

    private final Layout layout;
    private final boolean isInterface;
    private final List<Reference> made = new ArrayList<>();

    private record Reference(Handle method, Handle target) {}

    MethodReferences(Layout layout, boolean isInterface) {
        this.layout = layout;
        this.isInterface = isInterface;
    }

    /** What to refer to instead. */
    Handle insteadOf(Handle target, Type[] captured) {
        Type[] arguments = Type.getArgumentTypes(target.getDesc());
        if (target.getTag() != Opcodes.H_INVOKESTATIC) {
            Type[] all = new Type[arguments.length + 1];
            all[0] = captured.length > 0 ? captured[0] : Type.getObjectType(target.getOwner());
            System.arraycopy(arguments, 0, all, 1, arguments.length);
            arguments = all;
        }
        Handle method = new Handle(
                Opcodes.H_INVOKESTATIC,
                layout.name(),
                PREFIX + made.size(),
                Type.getMethodDescriptor(Type.getReturnType(target.getDesc()), arguments),
                isInterface);
        made.add(new Reference(method, target));
        return method;
    }

    /** Who writes a method of the class. */
    interface Writer {
        MethodVisitor method(String name, String descriptor, int locals);
    }

    void write(Writer writer) {
        for (Reference reference : made) {
            Type[] arguments = Type.getArgumentTypes(reference.method.getDesc());
            int locals = 0;
            for (Type argument : arguments) {
                locals += argument.getSize();
            }
            MethodVisitor code = writer.method(reference.method.getName(), reference.method.getDesc(), locals);
            code.visitCode();
            int local = 0;
            for (Type argument : arguments) {
                code.visitVarInsn(argument.getOpcode(Opcodes.ILOAD), local);
                local += argument.getSize();
            }
            Handle target = reference.target;
            code.visitMethodInsn(
                    opcode(target), target.getOwner(), target.getName(), target.getDesc(), target.isInterface());
            code.visitInsn(Type.getReturnType(target.getDesc()).getOpcode(Opcodes.IRETURN));
            code.visitMaxs(0, 0);
            code.visitEnd();
        }
    }

    private static int opcode(Handle target) {
        return switch (target.getTag()) {
            case Opcodes.H_INVOKESTATIC -> Opcodes.INVOKESTATIC;
            case Opcodes.H_INVOKEINTERFACE -> Opcodes.INVOKEINTERFACE;
            default -> Opcodes.INVOKEVIRTUAL;
        };
    }

    /** True for a reference to a method of a class; others make an object. */
    static boolean isToMethod(Handle target) {
        return target.getTag() == Opcodes.H_INVOKESTATIC
                || target.getTag() == Opcodes.H_INVOKEINTERFACE
                || target.getTag() == Opcodes.H_INVOKEVIRTUAL;
    }
}
