using System.Collections.Concurrent;
using System.Reflection;
using System.Reflection.Emit;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace FleetPrompt.Tests.Architecture;

/// <summary>What compiled code refers to: signatures, attributes and the members that its instructions name.</summary>
internal static class Code
{
    public static readonly Assembly Core = typeof(FleetPrompt.Core.Error).Assembly;
    public static readonly Assembly Data = typeof(FleetPrompt.Data.DataRoom).Assembly;
    public static readonly Assembly Web = typeof(FleetPrompt.Web.FleetPromptApp).Assembly;

    private const BindingFlags Own = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly;
    private static readonly Dictionary<int, OpCode> OpCodes = typeof(OpCodes).GetFields().Select(f => (OpCode)f.GetValue(null)!).ToDictionary(o => (int)(ushort)o.Value);
    private static readonly ConcurrentDictionary<MethodBase, IReadOnlyList<Instruction>> Bodies = new();
    private static readonly ConcurrentDictionary<Type, IReadOnlySet<Type>> References = new();

    /// <summary>The types a person wrote; what the compiler makes of their lambdas and async methods counts as theirs.</summary>
    public static IEnumerable<Type> Types(Assembly assembly) => assembly.GetTypes().Where(t => !t.IsNested && !t.Name.StartsWith('<') && t.Namespace?.StartsWith("FleetPrompt", StringComparison.Ordinal) is true or null);

    public static IEnumerable<Type> WithNested(Type type) => type.GetNestedTypes(Own).SelectMany(WithNested).Prepend(type);

    public static IEnumerable<MethodBase> Methods(Assembly assembly) => Types(assembly).SelectMany(WithNested).SelectMany(MethodsOf);

    public static IEnumerable<MethodBase> MethodsOf(Type type) => type.GetMethods(Own).Cast<MethodBase>().Concat(type.GetConstructors(Own));

    /// <summary>The types that <paramref name="type"/>, its members and their bodies name. A constant's home is not among them: the compiler copies its value.</summary>
    public static IReadOnlySet<Type> ReferencesOf(Type type) =>
        References.GetOrAdd(type, t =>
        {
            var found = new HashSet<Type>();
            foreach (var one in WithNested(t)) Collect(one, found);
            return found;
        });

    /// <summary>Where a method was written: its outermost type and its own name, also for the compiler's state machines and lambdas.</summary>
    public static string Home(MethodBase method)
    {
        var outer = method.DeclaringType!;
        var name = method.Name;
        while (outer.DeclaringType is { } parent)
        {
            if (outer.Name.StartsWith('<') && outer.Name.IndexOf('>', StringComparison.Ordinal) is > 1 and var end) name = outer.Name[1..end];
            outer = parent;
        }

        if (name.StartsWith('<') && name.IndexOf('>', StringComparison.Ordinal) is > 1 and var close) name = name[1..close];
        return $"{outer.Name}.{name}";
    }

    /// <summary>The instructions of a method that name something.</summary>
    public static IReadOnlyList<Instruction> Read(MethodBase method) => Bodies.GetOrAdd(method, Decode);

    /// <summary>Full names of the types of other assemblies that an assembly refers to, with the assembly's name.</summary>
    public static IReadOnlyList<(string Assembly, string Type)> TypeReferences(Assembly assembly)
    {
        using var file = new PEReader(File.OpenRead(assembly.Location));
        var metadata = file.GetMetadataReader();
        var references = new List<(string, string)>();
        foreach (var handle in metadata.TypeReferences)
        {
            var reference = metadata.GetTypeReference(handle);
            if (reference.ResolutionScope.Kind != HandleKind.AssemblyReference) continue;
            var home = metadata.GetAssemblyReference((AssemblyReferenceHandle)reference.ResolutionScope);
            references.Add((metadata.GetString(home.Name), $"{metadata.GetString(reference.Namespace)}.{metadata.GetString(reference.Name)}"));
        }

        return references;
    }

    private static void Collect(Type type, HashSet<Type> found)
    {
        Add(type.BaseType, found);
        foreach (var contract in type.GetInterfaces()) Add(contract, found);
        foreach (var parameter in type.GetGenericArguments()) Constraints(parameter, found);
        foreach (var attribute in type.GetCustomAttributesData()) Add(attribute.AttributeType, found);
        foreach (var field in type.GetFields(Own)) Add(field.FieldType, found);
        foreach (var property in type.GetProperties(Own)) Add(property.PropertyType, found);
        foreach (var method in MethodsOf(type))
        {
            if (method is MethodInfo { } returning) Add(returning.ReturnType, found);
            foreach (var parameter in method.GetParameters()) Add(parameter.ParameterType, found);
            if (method.IsGenericMethod)
                foreach (var parameter in method.GetGenericArguments()) Constraints(parameter, found);
            foreach (var attribute in method.GetCustomAttributesData()) Add(attribute.AttributeType, found);
            foreach (var local in method.GetMethodBody()?.LocalVariables ?? []) Add(local.LocalType, found);
            foreach (var instruction in Read(method)) Members(instruction.Member, found);
        }
    }

    private static void Members(MemberInfo? member, HashSet<Type> found)
    {
        if (member is Type type) Add(type, found);
        if (member?.DeclaringType is { } home) Add(home, found);
        if (member is FieldInfo field) Add(field.FieldType, found);
        if (member is MethodInfo { } method)
        {
            Add(method.ReturnType, found);
            if (method.IsGenericMethod)
                foreach (var argument in method.GetGenericArguments()) Add(argument, found);
        }
    }

    private static void Constraints(Type parameter, HashSet<Type> found)
    {
        if (!parameter.IsGenericParameter) return;
        foreach (var constraint in parameter.GetGenericParameterConstraints()) Add(constraint, found);
    }

    private static void Add(Type? type, HashSet<Type> found)
    {
        if (type is null || type.IsGenericParameter) return;
        if (type.HasElementType)
        {
            Add(type.GetElementType(), found);
            return;
        }

        foreach (var argument in type.GenericTypeArguments) Add(argument, found);
        var definition = type.IsGenericType ? type.GetGenericTypeDefinition() : type;
        while (definition.DeclaringType is { } outer) definition = outer;
        found.Add(definition);
    }

    private static IReadOnlyList<Instruction> Decode(MethodBase method)
    {
        if (method.GetMethodBody()?.GetILAsByteArray() is not { } il) return [];
        var types = method.DeclaringType!.IsGenericType ? method.DeclaringType.GetGenericArguments() : null;
        var methods = method.IsGenericMethod ? method.GetGenericArguments() : null;
        var found = new List<Instruction>();
        for (var at = 0; at < il.Length;)
        {
            var code = il[at] == 0xFE ? OpCodes[0xFE00 | il[at + 1]] : OpCodes[il[at]];
            at += code.Size;
            switch (code.OperandType)
            {
                case OperandType.InlineString:
                    found.Add(new Instruction(code, null, method.Module.ResolveString(BitConverter.ToInt32(il, at))));
                    break;
                case OperandType.InlineMethod or OperandType.InlineField or OperandType.InlineType or OperandType.InlineTok:
                    found.Add(new Instruction(code, method.Module.ResolveMember(BitConverter.ToInt32(il, at), types, methods), null));
                    break;
                case OperandType.InlineSwitch:
                    at += 4 * BitConverter.ToInt32(il, at);
                    break;
            }

            at += code.OperandType switch
            {
                OperandType.InlineNone => 0,
                OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
                OperandType.InlineVar => 2,
                OperandType.InlineI8 or OperandType.InlineR => 8,
                _ => 4,
            };
        }

        return found;
    }

    /// <param name="Member">What it calls, reads, writes or makes.</param>
    /// <param name="Text">A string of the source.</param>
    public sealed record Instruction(OpCode Code, MemberInfo? Member, string? Text);
}
