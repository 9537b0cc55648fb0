using FleetPrompt.Core.Content;

namespace FleetPrompt.Tests.Content;

/// <summary>One hostile text. Should any part of it run, it calls <c>alert('xss')</c> or sets <c>window.pwned=1</c>.</summary>
public sealed record XssCase(string Name, ContentFormat Format, string Text)
{
    public override string ToString() => Name;
}

/// <summary>
/// Hostile posts, written for this project. The same cases are judged by structure here and executed in a browser elsewhere.
/// Names are unique and can be used as keys.
/// </summary>
public static class XssCorpus
{
    private const string Tab = "\t";

    public static IReadOnlyList<XssCase> Cases { get; } =
    [
        // Schemes in Markdown links.
        Md("link, plain", "[a](javascript:alert('xss'))"),
        Md("link, mixed case", "[a](JaVaScRiPt:alert('xss'))"),
        Md("link, entity letter", "[a](&#106;avascript:alert('xss'))"),
        Md("link, entity without semicolon", "[a](&#0000106avascript:alert('xss'))"),
        Md("link, hex entity", "[a](&#x6A;avascript:alert('xss'))"),
        Md("link, entity colon", "[a](javascript&colon;alert('xss'))"),
        Md("link, entity tab", "[a](java&Tab;script:alert('xss'))"),
        Md("link, entity line break", "[a](java&NewLine;script:alert('xss'))"),
        Md("link, leading control", "[a](<\u0001javascript:alert('xss')>)"),
        Md("link, tab in angle brackets", $"[a](<java{Tab}script:alert('xss')>)"),
        Md("link, leading spaces", "[a](<   javascript:alert('xss')>)"),
        Md("link, backslash escape", "[a](javascript\\:alert('xss'))"),
        Md("link, percent colon", "[a](javascript%3Aalert('xss'))"),
        Md("link, data html", "[a](data:text/html,<script>alert('xss')</script>)"),
        Md("link, data base64", "[a](data:text/html;base64,PHNjcmlwdD5hbGVydCgneHNzJyk8L3NjcmlwdD4=)"),
        Md("link, vbscript", "[a](vbscript:alert('xss'))"),
        Md("link, nested schemes", "[a](feed:javascript:alert('xss'))"),
        Md("link, view-source", "[a](view-source:javascript:alert('xss'))"),
        Md("link, blob", "[a](blob:javascript:alert('xss'))"),
        Md("link, protocol relative", "[a](//evil.example/alert('xss'))"),
        Md("link, backslash relative", "[a](</\\evil.example/alert('xss')>)"),
        Md("link, comment after https", "[a](javascript://https://good.example/%0aalert('xss'))"),
        Md("link, title breaks out", "[a](https://a.example \"x\\\" onmouseover=\\\"alert('xss')\")"),
        Md("link, quote in address", "[a](<https://a.example/\"onmouseover=\"alert('xss')>)"),
        Md("link, label with markup", "[<img src=x onerror=alert('xss')>](https://a.example)"),
        // References, autolinks, images.
        Md("reference", "[a][r]\n\n[r]: javascript:alert('xss')"),
        Md("reference, shortcut", "[r]\n\n[r]: <javascript:alert('xss')> \"t\""),
        Md("reference, title breaks out", "[r]\n\n[r]: https://a.example '\"><script>alert(`xss`)</script>'"),
        Md("autolink", "<javascript:alert('xss')>"),
        Md("autolink, mixed case", "<JAVASCRIPT:alert(String.fromCharCode(120,115,115));window.pwned=1>"),
        Md("autolink, bare", "javascript:alert('xss') www.a.example\"onclick=alert('xss')"),
        Md("autolink, quotes", "https://a.example/\"onmouseover=\"alert('xss')\" and http://a.example/'><svg/onload=alert('xss')>"),
        Md("autolink, mail", "<a@b.example\"onclick=\"alert('xss')>"),
        Md("image, script source", "![a](javascript:alert('xss'))"),
        Md("image, alternative text breaks out", "![\"onerror=\"alert('xss')](x)"),
        Md("image, in a link", "[![a\" onerror=\"alert('xss')](data:image/svg+xml,<svg/onload=alert('xss')>)](javascript:alert('xss'))"),
        Md("image, svg source", "![a](data:image/svg+xml;base64,PHN2ZyBvbmxvYWQ9ImFsZXJ0KCd4c3MnKSIvPg==)"),
        // Raw HTML and escapes from code and tables.
        Md("raw script", "<script>alert('xss')</script>"),
        Md("raw inline", "hello <img src=x onerror=alert('xss')> there"),
        Md("raw block", "<div onclick=\"alert('xss')\">\n\n*x*\n\n</div>"),
        Md("raw comment", "<!-- --!><img src=x onerror=alert('xss')> -->"),
        Md("raw, processing instruction", "<?x ><img src=x onerror=alert('xss')>?>"),
        Md("raw, cdata", "<![CDATA[<img src=x onerror=alert('xss')>]]>"),
        Md("fence, closed early", "```\n</code></pre><script>alert('xss')</script>\n```"),
        Md("fence, language breaks out", "```js\" onmouseover=\"alert('xss')\nx\n```"),
        Md("fence, language with tag", "```\"><script>alert('xss')</script>\nx\n```"),
        Md("inline code", "`</code><script>alert('xss')</script>`"),
        Md("table, cell closes table", "|a|b|\n|-|-|\n|</td></table><script>alert('xss')</script>|x|"),
        Md("table, attribute braces", "|a|\n|-|\n|x {onclick=alert('xss')}|"),
        Md("attribute braces", "# a {onclick=\"alert('xss')\" style=\"x\"}\n\nb{#id .c onmouseover=alert('xss')}"),
        Md("emphasis around a tag", "**<b onclick=alert('xss')>**~~<svg/onload=alert('xss')>~~"),
        Md("task list", "- [x] <input onfocus=alert('xss') autofocus>"),
        Md("null character", "[a](java\0script:alert('xss')) <scr\0ipt>alert('xss')</scr\0ipt>"),
        Md("heading", "# <a href=\"javascript:alert('xss')\">x</a>\n<x onclick=alert('xss')>\n==="),
        // Elements and handlers in HTML.
        Html("script", "<script>alert('xss')</script>"),
        Html("script, upper case and slash", "<SCRIPT/x>alert('xss')</SCRIPT\t>"),
        Html("script, split by removal", "<scr<script>ipt>alert('xss')</scr</script>ipt>"),
        Html("script, unclosed", "<script>alert('xss')"),
        Html("image error", "<img src=x onerror=alert('xss')>"),
        Html("image, slashes for spaces", "<img/src=x/onerror=alert('xss')//"),
        Html("image, unclosed tag", "<img src=\"x\" onerror=\"alert('xss')\""),
        Html("image, double quote mess", "<img \"\"\"><script>alert('xss')</script>\"\\>"),
        Html("image, source set", "<img srcset=x onerror=alert('xss') src=javascript:alert('xss')>"),
        Html("image, script source", "<img src=\"java&#10;script:alert('xss')\" alt='\"><svg onload=alert(`xss`)>'>"),
        Html("handler, every element", "<p onclick=alert('xss') onmouseover=alert('xss')><b onfocus=alert('xss') tabindex=1 autofocus>x</b></p>"),
        Html("handler, line break before equals", "<a href=https://a.example onmouseover\n=\nalert('xss')>x</a>"),
        Html("handler, form feed", "<p\fonclick=alert('xss')>x</p>"),
        Html("handler, null in name", "<p on\0click=alert('xss')>x</p>"),
        Html("body and frameset", "<body onload=alert('xss')><frameset onload=alert('xss')><frame src=javascript:alert('xss')></frameset>"),
        Html("html attributes", "<html onmouseover=alert('xss')><head></head>x"),
        Html("details", "<details open ontoggle=alert('xss')><summary>x</summary></details>"),
        Html("video", "<video src=x onerror=alert('xss') autoplay><source onerror=alert('xss')></video>"),
        Html("audio", "<audio src onloadstart=alert('xss')>"),
        Html("marquee", "<marquee onstart=alert('xss')>x</marquee>"),
        Html("frame", "<iframe src=\"javascript:parent.alert('xss')\"></iframe>"),
        Html("frame, inner document", "<iframe srcdoc=\"<script>parent.alert('xss')</script>\"></iframe>"),
        Html("object and embed", "<object data=javascript:alert('xss')><embed src=javascript:alert('xss')></object>"),
        Html("form", "<form action=javascript:alert('xss')><button formaction=javascript:alert('xss')>x</button><input type=submit></form>"),
        Html("input, image type", "<input type=image src=x onerror=alert('xss')>"),
        Html("input, checkbox with handler", "<input type=checkbox autofocus onfocus=alert('xss') formaction=javascript:alert('xss')>"),
        Html("meta refresh", "<meta http-equiv=refresh content=\"0;url=javascript:alert('xss')\">"),
        Html("base", "<base href=\"javascript:alert('xss')//\"><a href=/x>x</a>"),
        Html("link, stylesheet", "<link rel=stylesheet href=data:text/css,x onload=alert('xss')>"),
        Html("style element", "<style>@import 'javascript:alert(1)';</style><style onload=alert('xss')></style>"),
        Html("style attribute", "<p style=\"background:url(javascript:alert('xss'));animation-name:x\" onanimationstart=alert('xss')>x</p>"),
        Html("custom element", "<x-y onclick=alert('xss')><p is=x-y onclick=alert('xss')>x</p></x-y>"),
        Html("dialog and popover", "<dialog open onclose=alert('xss')>x</dialog><p popover onbeforetoggle=alert('xss') id=p>x</p><button popovertarget=p>x</button>"),
        // Addresses in HTML.
        Html("address, plain", "<a href=\"javascript:alert('xss')\">x</a>"),
        Html("address, controls in scheme", "<a href=\"\u0001java\nscri\rpt\t:alert('xss')\">x</a>"),
        Html("address, leading no-break space", "<a href=\"\u00a0javascript:alert('xss')\">x</a><a href=\"\u2028javascript:alert('xss')\">x</a>"),
        Html("address, entities without end", "<a href=\"&#106&#97&#118&#97script&colon;alert('xss')\">x</a>"),
        Html("address, unquoted", "<a href=javascript:alert('xss')>x</a>"),
        Html("address, twice", "<a href=https://a.example href=javascript:alert('xss')>x</a><a href=javascript:alert('xss') href=https://a.example>x</a>"),
        Html("address, namespaced", "<a xlink:href=javascript:alert('xss') formaction=javascript:alert('xss') ping=javascript:alert('xss')>x</a>"),
        Html("address, full width", "<a href=\"ｊavascript:alert('xss')\">x</a><a href=\"javascript：alert('xss')\">x</a>"),
        Html("address, target and opener", "<a href=https://a.example target=x rel=opener download=x onclick=alert('xss')>x</a>"),
        Html("address, area", "<map name=m><area href=javascript:alert('xss') shape=default></map><img usemap=#m src=https://a.example/i>"),
        Html("address, quote and svg", "<a href='https://a.example/\"><svg onload=alert(`xss`)>'>x</a>"),
        Html("clobbering", "<a id=defaultView name=alert href=cid:x>x</a><form id=document><input name=cookie></form><img name=body src=x onerror=window.pwned=1>"),
        // Mutation: what is harmless once is not when parsed again.
        Html("mutation, svg style", "<svg></p><style><a id=\"</style><img src=1 onerror=alert('xss')>\">"),
        Html("mutation, math style", "<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=1 onerror=alert('xss')&gt;\">"),
        Html("mutation, form in table", "<form><math><mtext></form><form><mglyph><style></math><img src onerror=alert('xss')>"),
        Html("mutation, noscript", "<noscript><p title=\"</noscript><img src=x onerror=alert('xss')>\">"),
        Html("mutation, template", "<template><img src=x onerror=alert('xss')></template><template shadowrootmode=open><script>alert('xss')</script></template>"),
        Html("mutation, xmp", "<xmp><p title=\"</xmp><img src=x onerror=alert('xss')>\"></xmp>"),
        Html("mutation, title", "<svg><title><style><p title=\"</style><img src=x onerror=alert('xss')>\">"),
        Html("mutation, textarea", "<textarea><p title=\"</textarea><img src=x onerror=alert('xss')>\">"),
        Html("mutation, noembed and noframes", "<noembed><p title=\"</noembed><img src=x onerror=alert('xss')>\"></noembed><noframes><img title='</noframes><svg onload=alert(`xss`)>'></noframes>"),
        Html("mutation, foreign object", "<svg><foreignObject><p><style><b title=\"</style><img src=x onerror=alert('xss')>\"></style></p></foreignObject></svg>"),
        Html("mutation, annotation", "<math><annotation-xml encoding=text/html><style><img title=\"</style><img src onerror=alert('xss')>\"></annotation-xml></math>"),
        Html("mutation, desc", "<svg><desc><script>alert('xss')</script><a href=javascript:alert('xss')>x</a></desc></svg>"),
        Html("mutation, cdata in svg", "<svg><![CDATA[</svg><img src=x onerror=alert('xss')>]]></svg><![CDATA[><img src=x onerror=alert('xss')>]]>"),
        Html("mutation, comment ends", "<!--><img src=x onerror=alert('xss')>--><!---><img src=x onerror=alert('xss')>--><!-- --!><img src=x onerror=alert('xss')>"),
        Html("mutation, comment in plain", "<p>a<!-- <b title=\"--><img src=x onerror=alert('xss')>\"> -->b</p>"),
        Html("mutation, select", "<select><option><style></option></select><img src=x onerror=alert('xss')></style></select>"),
        Html("mutation, nested links", "<a href=https://a.example><table><td><a href=https://b.example><img src=x onerror=alert('xss')></a></table></a>"),
        Html("mutation, table parenting", "<table><script>alert('xss')</script><p onclick=alert('xss')>x<tr><td><b>y</table>z"),
        Html("mutation, plaintext", "<p>x<plaintext><script>alert('xss')</script>"),
        Html("mutation, pre line breaks", "<pre>\n\n<script>alert('xss')</script></pre><pre><code>\n<img src=x onerror=alert('xss')></code></pre>"),
        Html("mutation, escaped once", "&lt;script&gt;alert('xss')&lt;/script&gt;<p title=\"&quot;&gt;&lt;svg onload=alert('xss')&gt;\">x</p>"),
        Html("mutation, escaped twice", "&amp;lt;img src=x onerror=alert('xss')&amp;gt;"),
        Html("mutation, backticks", "<img src=`x`onerror=alert('xss')> <a title='``onmouseover=alert(`xss`)' href=https://a.example>x</a>"),
        Html("mutation, svg links", "<svg><a xlink:href=\"javascript:alert('xss')\"><text y=10>x</text></a><use href=\"data:image/svg+xml,<svg id=x onload=alert('xss')>#x\"/></svg>"),
        Html("mutation, svg animation", "<svg><a><animate attributeName=href values=javascript:alert('xss') /><text>x</text></a><set attributeName=onmouseover to=alert('xss')></svg>"),
        Html("mutation, math link", "<math href=\"javascript:alert('xss')\">x</math><math><maction actiontype=statusline xlink:href=javascript:alert('xss')>x</maction></math>"),
    ];

    private static XssCase Md(string name, string text) => new("markdown: " + name, ContentFormat.Markdown, text);

    private static XssCase Html(string name, string text) => new("html: " + name, ContentFormat.Html, text);
}
