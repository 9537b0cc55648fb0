using System.Collections.Frozen;

namespace FleetPrompt.Web.Components;

/// <summary>Stroke icons on a 16-unit grid; the names are what <see cref="Icon"/> takes.</summary>
internal static class Icons
{
    public static readonly FrozenDictionary<string, string> Shapes = new Dictionary<string, string>
    {
        ["lock"] = """<rect x="3" y="7" width="10" height="7" rx="1.5"/><path d="M5.25 7V5a2.75 2.75 0 0 1 5.5 0v2"/>""",
        ["unlock"] = """<rect x="3" y="7" width="10" height="7" rx="1.5"/><path d="M5.25 7V4.75a2.75 2.75 0 0 1 5.3-1"/>""",
        ["eye"] = """<path d="M1.5 8S4 3.5 8 3.5 14.5 8 14.5 8 12 12.5 8 12.5 1.5 8 1.5 8Z"/><circle cx="8" cy="8" r="2"/>""",
        ["eye-off"] = """<path d="M6.1 3.8A6 6 0 0 1 8 3.5c4 0 6.5 4.5 6.5 4.5a11 11 0 0 1-1.7 2.2M4.2 4.9A11 11 0 0 0 1.5 8S4 12.5 8 12.5a6 6 0 0 0 3.2-.95M6.6 6.6a2 2 0 0 0 2.8 2.8M2 2l12 12"/>""",
        ["trash"] = """<path d="M2.5 4h11M6 4V2.5h4V4M4 4l.6 9.5h6.8L12 4M6.7 6.8v4M9.3 6.8v4"/>""",
        ["flag"] = """<path d="M3.5 14.5v-12M3.5 3c3-1.5 5 1.5 9 0v6c-4 1.5-6-1.5-9 0"/>""",
        ["pause"] = """<path d="M5.5 3.5v9M10.5 3.5v9"/>""",
        ["play"] = """<path d="M4.5 3v10l8-5z"/>""",
        ["copy"] = """<rect x="5.5" y="5.5" width="8" height="8" rx="1.5"/><path d="M10.5 5.5V4A1.5 1.5 0 0 0 9 2.5H4A1.5 1.5 0 0 0 2.5 4v5A1.5 1.5 0 0 0 4 10.5h1.5"/>""",
        ["search"] = """<circle cx="7" cy="7" r="4.5"/><path d="m10.5 10.5 3.5 3.5"/>""",
        ["plus"] = """<path d="M8 3v10M3 8h10"/>""",
        ["message"] = """<path d="M2.5 4A1.5 1.5 0 0 1 4 2.5h8A1.5 1.5 0 0 1 13.5 4v5a1.5 1.5 0 0 1-1.5 1.5H7.5L4.5 13.5v-3H4A1.5 1.5 0 0 1 2.5 9z"/>""",
        ["clock"] = """<circle cx="8" cy="8" r="6"/><path d="M8 4.5V8l2.3 1.7"/>""",
        ["alert"] = """<path d="M8 2.2 14.3 13.3H1.7zM8 6.5v3M8 11.4v.1"/>""",
        ["check"] = """<path d="m3 8.5 3.3 3.3L13 5"/>""",
        ["check-circle"] = """<circle cx="8" cy="8" r="6"/><path d="m5.3 8.2 1.9 1.9 3.5-3.8"/>""",
        ["x"] = """<path d="m4 4 8 8M12 4l-8 8"/>""",
        ["x-circle"] = """<circle cx="8" cy="8" r="6"/><path d="m6 6 4 4M10 6l-4 4"/>""",
        ["slash"] = """<circle cx="8" cy="8" r="6"/><path d="m3.9 3.9 8.2 8.2"/>""",
        ["chevron"] = """<path d="m4 6 4 4 4-4"/>""",
        ["chevron-right"] = """<path d="m6 4 4 4-4 4"/>""",
        ["chevron-left"] = """<path d="M10 4 6 8l4 4"/>""",
        ["arrow-up"] = """<path d="M8 13V3M4 7l4-4 4 4"/>""",
        ["arrow-down"] = """<path d="M8 3v10M4 9l4 4 4-4"/>""",
        ["sun"] = """<circle cx="8" cy="8" r="2.8"/><path d="M8 1.5v1.3M8 13.2v1.3M1.5 8h1.3M13.2 8h1.3M3.4 3.4l.9.9M11.7 11.7l.9.9M12.6 3.4l-.9.9M4.3 11.7l-.9.9"/>""",
        ["moon"] = """<path d="M13.5 9.6A5.8 5.8 0 0 1 6.4 2.5a5.8 5.8 0 1 0 7.1 7.1Z"/>""",
        ["monitor"] = """<rect x="2" y="3" width="12" height="8" rx="1.5"/><path d="M6 13.5h4M8 11v2.5"/>""",
        ["menu"] = """<path d="M2.5 4.5h11M2.5 8h11M2.5 11.5h11"/>""",
        ["link"] = """<path d="M6.7 9.3a2.7 2.7 0 0 0 3.9 0l2.2-2.2a2.750 2.750 0 0 0-3.9-3.9L8 4.1M9.3 6.7a2.7 2.7 0 0 0-3.9 0L3.2 8.9a2.750 2.750 0 0 0 3.9 3.9l.9-.9"/>""",
        ["refresh"] = """<path d="M13.3 6.5A5.7 5.7 0 1 0 13.5 9.5M13.5 2.8v3.7H9.8"/>""",
        ["user"] = """<circle cx="8" cy="5.3" r="2.8"/><path d="M2.5 14a5.5 5.5 0 0 1 11 0"/>""",
        ["users"] = """<circle cx="6" cy="5.3" r="2.5"/><path d="M1.5 13.5a4.5 4.5 0 0 1 9 0M10.5 3a2.5 2.5 0 0 1 0 4.6M12 9.4a4.5 4.5 0 0 1 2.5 4.1"/>""",
        ["settings"] = """<path d="M2.5 4.5h6M12 4.5h1.500M2.500 11.500h1.500M7.500 11.500h6"/><circle cx="10.2" cy="4.5" r="1.8"/><circle cx="5.800" cy="11.5" r="1.8"/>""",
        ["sign-out"] = """<path d="M6 2.5H3.5v11H6M10.5 5 13.5 8l-3 3M13.5 8h-7"/>""",
        ["bold"] = """<path d="M4.5 3h4a2.5 2.5 0 0 1 0 5h-4zM4.5 8h4.7a2.5 2.5 0 0 1 0 5H4.5z"/>""",
        ["italic"] = """<path d="M6.5 3h5M4.5 13h5M9.5 3l-3 10"/>""",
        ["code"] = """<path d="M5.5 4.5 2 8l3.5 3.5M10.5 4.5 14 8l-3.5 3.5"/>""",
        ["list"] = """<path d="M6 4.5h7.5M6 8h7.5M6 11.5h7.5M2.5 4.5h.5M2.5 8h.5M2.5 11.5h.5"/>""",
        ["quote"] = """<path d="M2.5 3.5v9M6 5h7.5M6 8h7.5M6 11h4.5"/>""",
        ["pin"] = """<path d="M5.5 2.5h5l-.7 4 2.2 2.5H4l2.2-2.5zM8 9v5"/>""",
        ["shield"] = """<path d="M8 1.8 13 3.5V8c0 3-2.2 5.2-5 6.2C5.2 13.2 3 11 3 8V3.5z"/>""",
        ["bot"] = """<rect x="2.5" y="5.5" width="11" height="8" rx="2"/><path d="M8 5.5v-3M6 9v1M10 9v1"/>""",
        ["more"] = """<path d="M3.5 8h.01M8 8h.01M12.5 8h.01"/>""",
    }.ToFrozenDictionary(StringComparer.Ordinal);
}
