using System.Globalization;
using FleetPrompt.Core.Forums;

namespace FleetPrompt.Web.Forums;

/// <summary>What the lists of threads are called, and what they say when they are empty.</summary>
internal static class ListWords
{
    public static string Name(ThreadTab tab) => tab == ThreadTab.Mine ? "My posts" : tab.ToString();

    public static string Nothing(ThreadTab tab) => tab switch
    {
        ThreadTab.Unread or ThreadTab.New => "You are up to date",
        ThreadTab.Mine => "Nothing by you here",
        _ => "No match",
    };

    public static string WhyNothing(ThreadTab tab) => tab switch
    {
        ThreadTab.Unread => "Threads you have opened appear here when somebody writes in them.",
        ThreadTab.New => "Threads of the last two weeks that you have not opened appear here.",
        ThreadTab.Solved => "No thread has an accepted answer yet.",
        ThreadTab.Top => "Nobody has written anything in this time.",
        ThreadTab.Mine => "Threads you start or reply to appear here.",
        _ => "Every thread has a reply.",
    };

    /// <summary>"12", "100+", nothing for none.</summary>
    public static string? Counted(int n) => n == 0 ? null : n >= ThreadList.MostCounted ? $"{ThreadList.MostCounted}+" : n.ToString(CultureInfo.InvariantCulture);
}
