namespace FleetPrompt.Web;

/// <summary>Builds every link of the application.</summary>
public static class AppUrls
{
    public const string Login = "/login";
    public const string Register = "/register";
    public const string Dashboard = "/dashboard";
    public const string Forums = "/forums";
    public const string NewThread = "/forums/new";
    public const string FindThreads = "/forums/find";
    public const string SimilarThreads = "/forums/similar";
    public const string Search = "/forums/search";
    public const string People = "/people";
    public const string ForumSettings = "/settings/forum";
    public const string Drafts = "/drafts";
    public const string React = "/forums/react";
    public const string NewCategory = "/forums/categories/new";
    public const string Timeline = "/timeline";
    public const string Directives = "/directives";
    public const string Settings = "/settings";
    public const string Profile = "/settings/profile";
    public const string Password = "/settings/password";
    public const string Members = "/settings/members";
    public const string Signals = "/signals";
    public const string SignalsExport = "/signals/export";
    public const string Parked = "/signals/parked";
    public const string Data = "/settings/data";
    public const string Admin = "/admin";

    public static string Invite(string token) => $"/invite/{token}";

    public static string LoginTo(string returnUrl) => $"{Login}?returnUrl={Uri.EscapeDataString(returnUrl)}";

    public static string Category(string slug) => $"/forums/c/{Uri.EscapeDataString(slug)}";

    /// <summary>Leads to the post wherever it stands.</summary>
    public static string AnyPost(Guid id) => $"/forums/p/{id}";

    public static string Tag(string tag) => $"/forums/tags/{Uri.EscapeDataString(tag)}";

    public static string EditThread(Guid id, string slug) => $"/forums/t/{id}/{Uri.EscapeDataString(slug)}/edit";

    public static string EditPost(Guid threadId, string slug, int number) => $"/forums/t/{threadId}/{Uri.EscapeDataString(slug)}/posts/{number}/edit";

    public static string History(Guid threadId, string slug, int number) => $"/forums/t/{threadId}/{Uri.EscapeDataString(slug)}/posts/{number}/history";

    public static string EditCategory(string slug) => $"/forums/categories/{Uri.EscapeDataString(slug)}/edit";

    public static string Thread(Guid id, string slug, int page = 1) => $"/forums/t/{id}/{Uri.EscapeDataString(slug)}" + (page > 1 ? $"?page={page}" : "");

    public static string SearchFor(string? text, int page = 1) => Search + (string.IsNullOrEmpty(text) ? "" : $"?q={Uri.EscapeDataString(text)}" + (page > 1 ? $"&page={page}" : ""));

    public static string Post(Guid threadId, string slug, int number, int pageSize) => Thread(threadId, slug, ((number - 1) / pageSize) + 1) + $"#post-{number}";

    public const string Notifications = "/notifications";
    public const string Bell = "/notifications/live";
    public const string ReadNotifications = "/notifications/read";
    public const string NotificationSettings = "/settings/notifications";
    public const string Bookmarks = "/bookmarks";

    public static string Bookmark(Guid postId) => $"{Bookmarks}/{postId}";

    /// <summary>Where a browser tells how far its reader is.</summary>
    public static string Reading(Guid threadId) => $"/forums/reading/{threadId}";

    public const string ReadAll = "/forums/reading/all";

    public static string FollowThread(Guid id) => $"/forums/following/t/{id}";

    public static string FollowCategory(string slug) => $"/forums/following/c/{Uri.EscapeDataString(slug)}";

    public static string Chain(Guid correlationId) => $"/timeline/c/{correlationId}";

    public static string Directive(Guid id) => $"{Directives}/{id}";

    public static string Signal(Guid id) => $"{Signals}/{id}";

    public static string ExportFile(Guid id) => $"{Data}/exports/{id}";

    public static string Person(Guid id) => $"/u/{id}";

    /// <summary>The path if it leads back into this application, else <paramref name="otherwise"/>. What a browser would read as another origin, or a header cannot carry, is refused.</summary>
    public static string LocalOr(string? path, string otherwise) =>
        path is { Length: > 0 and < 2000 } && path[0] == '/' && (path.Length == 1 || (path[1] != '/' && path[1] != '\\')) && path.All(c => c is > ' ' and < (char)127) ? path : otherwise;
}
