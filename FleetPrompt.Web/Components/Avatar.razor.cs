using System.Globalization;
using Microsoft.AspNetCore.Components;

namespace FleetPrompt.Web.Components;

public partial class Avatar
{
    [Parameter, EditorRequired] public PersonRef Person { get; set; } = PersonRef.System;

    /// <summary>Side in CSS pixels: 20 in rows, 24 in lists, 36 on posts.</summary>
    [Parameter] public int Size { get; set; } = 24;

    private string Style => string.Create(CultureInfo.InvariantCulture, $"--size:{Size}px;--hue:{Hue(Person)}");

    private string Initials => InitialsOf(Person.Name);

    /// <summary>One of 24 hues, the same for the same id on every node and in every release.</summary>
    internal static int Hue(PersonRef person)
    {
        if (person.Id is not { } id) return 260;
        Span<byte> bytes = stackalloc byte[16];
        id.TryWriteBytes(bytes);
        var hash = 2166136261u;
        foreach (var b in bytes) hash = (hash ^ b) * 16777619u;
        return (int)(hash % 24) * 15;
    }

    internal static string InitialsOf(string name)
    {
        var words = name.Split([' ', '-', '_', '.'], StringSplitOptions.RemoveEmptyEntries);
        return words switch
        {
            [] => "?",
            [var one] => First(one),
            [var one, .., var last] => First(one) + First(last),
        };
    }

    private static string First(string word) => StringInfo.GetNextTextElement(word).ToUpperInvariant();
}
