namespace FleetPrompt.Web.Operations;

/// <summary>Text in PostgreSQL holds no NUL, and no address of ours has one: what asks for it is refused before anybody looks for it.</summary>
internal static class TextOnly
{
    public static void UseTextOnly(this IApplicationBuilder app) =>
        app.Use((http, next) =>
        {
            if (http.Request.QueryString.Value?.Contains("%00", StringComparison.Ordinal) != true) return next(http);
            http.Response.StatusCode = StatusCodes.Status400BadRequest;
            return Task.CompletedTask;
        });
}
