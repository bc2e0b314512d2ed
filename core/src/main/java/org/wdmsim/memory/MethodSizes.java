package org.wdmsim.memory;

import java.util.HashMap;
import java.util.Map;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/** How many local variables the methods of a class have, so that woven code can put its own behind them. */
final class MethodSizes extends ClassVisitor {
    private final Map<String, Integer> locals = new HashMap<>();

    MethodSizes() {
        super(Opcodes.ASM9);
    }

    int locals(String name, String descriptor) {
        return locals.getOrDefault(name + descriptor, 0);
    }

    @Override
    public MethodVisitor visitMethod(
            int access, String name, String descriptor, String signature, String[] exceptions) {
        return new MethodVisitor(Opcodes.ASM9) {
            @Override
            public void visitMaxs(int maxStack, int maxLocals) {
                locals.put(name + descriptor, maxLocals);
            }
        };
    }
}
