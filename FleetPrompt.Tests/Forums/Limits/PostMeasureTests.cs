using FleetPrompt.Core.Content;
using FleetPrompt.Core.Content.Highlighting;
using FleetPrompt.Core.Forums.Limits;
using Shouldly;
using Xunit;

namespace FleetPrompt.Tests.Forums.Limits;

public sealed class PostMeasureTests
{
    [Theory]
    [InlineData("nothing", 0, 0)]
    [InlineData("[one](https://a.example) and https://b.example and <https://c.example>", 3, 0)]
    [InlineData("[here](/forums/t/1) is no other site", 0, 0)]
    [InlineData("`https://a.example` and `@ana`", 0, 0)]
    [InlineData("```\nhttps://a.example @ana\n```", 0, 0)]
    [InlineData("@ana, @ben and (@\"Cid Dee\")", 0, 3)]
    [InlineData("ana@ben.example is an address, @ is a sign", 0, 0)]
    [InlineData("> @ana said", 0, 0)]
    public void Links_and_mentions_are_counted_as_they_will_be_shown(string text, int links, int mentions)
    {
        var measure = PostMeasure.Of(new MarkdownRenderer(new AllowListSanitizer(ContentLimits.Default), new LexicalHighlighter(), ContentLimits.Default).Render(text, ContentFormat.Markdown).Html);

        (measure.Links, measure.Mentions).ShouldBe((links, mentions));
    }
}
