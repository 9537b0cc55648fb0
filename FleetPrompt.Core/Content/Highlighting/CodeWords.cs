namespace FleetPrompt.Core.Content.Highlighting;

/// <summary>The words of each language that have a colour of their own.</summary>
internal static class CodeWords
{
    public const string CSharp =
        "abstract and as async await base bool break byte case catch char checked class const continue decimal default delegate do double dynamic else enum event explicit extern false file "
        + "finally fixed float for foreach get global goto if implicit in init int interface internal is let lock long nameof namespace new nint not null object on operator or orderby out override "
        + "params partial private protected public readonly record ref required return sbyte scoped sealed select set short sizeof stackalloc static string struct switch this throw true try typeof "
        + "uint ulong unchecked unsafe ushort using var virtual void volatile when where while with yield";

    public const string JavaScript =
        "as async await break case catch class const continue debugger default delete do else export extends false finally for from function get if import in instanceof let new null of return set "
        + "static super switch this throw true try typeof undefined var void while with yield";

    public const string TypeScript = "abstract declare enum implements infer interface is keyof module namespace override private protected public readonly satisfies type";

    public const string TypeScriptTypes = "any bigint boolean never number object string symbol unknown";

    public const string Python =
        "and as assert async await break case class continue def del elif else except False finally for from global if import in is lambda match None nonlocal not or pass raise return self True try "
        + "while with yield";

    public const string PythonTypes = "bool bytes dict float frozenset int list object range set str tuple type";

    public const string Shell =
        "if then else elif fi for while until do done case esac in function select time return break continue exit local export readonly declare set unset shift source trap eval exec sudo cd echo";

    public const string Sql =
        "add all alter analyze and any as asc begin between by cascade case check collate column commit concurrently conflict constraint create cross current database default delete desc distinct do "
        + "drop else end except exists explain extension false fetch filter first following for foreign from full function grant group having if in index inherit inner insert intersect interval into "
        + "is join key last lateral left like ilike limit locked materialized natural no not nothing null nulls of offset on only or order outer over partition policy preceding primary procedure "
        + "recursive references rename replace reset restrict returning returns revoke right role rollback row rows schema select sequence set share show skip table temporary then to transaction "
        + "trigger true truncate union unique update usage user using vacuum values view when where window with without";

    public const string SqlTypes =
        "array bigint bigserial bit boolean bool bytea char character cidr date decimal double float inet int int4 int8 integer json jsonb money name numeric oid real record regclass serial smallint "
        + "text time timestamp timestamptz tsvector uuid varchar void xid8 xml";

    public const string Go =
        "break case chan const continue default defer else fallthrough false for func go goto if import interface iota map nil package range return select struct switch true type var";

    public const string GoTypes =
        "any bool byte comparable complex128 error float32 float64 int int8 int16 int32 int64 rune string uint uint8 uint16 uint32 uint64 uintptr";

    public const string Rust =
        "as async await break const continue crate dyn else enum extern false fn for if impl in let loop match mod move mut pub ref return self Self static struct super trait true type unsafe use "
        + "where while";

    public const string RustTypes = "bool char f32 f64 i8 i16 i32 i64 i128 isize str u8 u16 u32 u64 u128 usize";

    public const string Java =
        "abstract assert boolean break byte case catch char class const continue default do double else enum extends false final finally float for if implements import instanceof int interface long "
        + "native new null package permits private protected public record return sealed short static super switch synchronized this throw throws transient true try var void volatile while yield";

    public const string Kotlin =
        "abstract as break by catch class companion const constructor continue data do else enum false final finally for fun if import in init inline interface internal is lateinit null object open "
        + "operator override package private protected public return sealed super suspend this throw true try typealias val var when where while";

    public const string C =
        "alignas alignof auto bool break case catch char class concept const consteval constexpr continue decltype default delete do double else enum explicit export extern false float for friend "
        + "goto if inline int long mutable namespace new noexcept nullptr operator private protected public register requires return short signed sizeof static struct switch template this throw true "
        + "try typedef typename union unsigned using virtual void volatile while";

    public const string Php =
        "abstract and array as bool break case catch class clone const continue declare default do echo else elseif empty enum extends false final finally float fn for foreach function global if "
        + "implements include instanceof int interface isset match mixed namespace new null or private protected public readonly require require_once return self static string switch this throw trait "
        + "true try unset use void while yield";

    public const string Ruby =
        "alias and attr_accessor attr_reader begin break case class def defined? do else elsif end ensure extend false for if in include module next nil not or private protected public puts raise "
        + "redo require require_relative rescue retry return self super then true undef unless until when while yield";
}
