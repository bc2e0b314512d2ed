package org.wdmsim.memory;

import java.util.LinkedHashMap;
import java.util.Map;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.FieldVisitor;
import org.objectweb.asm.Opcodes;

/** What a class file says about the fields of its class. */
final class Layout extends ClassVisitor {
    /**
     * A field.
     *
     * @param owner the class that declares it
     * @param number its number among the fields of its kind that can change; -1 for a final one
     */
    record Field(Layout owner, String name, int access, int number) {
        boolean is(int flag) {
            return (access & flag) != 0;
        }

        /** {@code ToasterExtension.asleep}. */
        String member() {
            return owner.simpleName() + "." + name;
        }
    }

    private final Sites sites;
    private final Map<String, Field> fields = new LinkedHashMap<>();
    private String name;
    private String superName;
    private String[] interfaces;
    private String file;
    private int changing; // instance fields that can change

    private Layout(Sites sites) {
        super(Opcodes.ASM9);
        this.sites = sites;
    }

    static Layout of(byte[] classFile, Sites sites) {
        Layout layout = new Layout(sites);
        new ClassReader(classFile).accept(layout, ClassReader.SKIP_CODE | ClassReader.SKIP_FRAMES);
        return layout;
    }

    @Override
    public void visit(
            int version, int access, String className, String signature, String superClass, String[] implemented) {
        name = className;
        superName = superClass;
        interfaces = implemented;
    }

    @Override
    public void visitSource(String source, String debug) {
        file = source;
    }

    @Override
    public FieldVisitor visitField(int access, String fieldName, String descriptor, String signature, Object value) {
        int number = -1;
        if ((access & (Opcodes.ACC_FINAL | Opcodes.ACC_SYNTHETIC)) == 0) {
            number = (access & Opcodes.ACC_STATIC) != 0 ? sites.nextStatic() : changing++;
        }
        fields.put(fieldName, new Field(this, fieldName, access, number));
        return null;
    }

    /** Null when the class does not declare it. */
    Field field(String fieldName) {
        return fields.get(fieldName);
    }

    String name() {
        return name;
    }

    String superName() {
        return superName;
    }

    boolean implementsOne(String interfaceName) {
        for (String one : interfaces) {
            if (one.equals(interfaceName)) {
                return true;
            }
        }
        return false;
    }

    String file() {
        return file == null ? simpleName() : file;
    }

    /** How many of an object's fields, of those that this class declares, can change. */
    int changing() {
        return changing;
    }

    /** The synthetic field, and the method that reads it, with which an object keeps the cells of these fields. */
    String cells() {
        return "$cells$" + name.replace('/', '_');
    }

    private String simpleName() {
        return name.substring(name.lastIndexOf('/') + 1).replace('$', '.');
    }
}
