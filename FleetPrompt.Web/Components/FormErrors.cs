using FleetPrompt.Core;

namespace FleetPrompt.Web.Components;

/// <summary>How a form answers a failure: what stands at its fields, what above it, and the status code.</summary>
public static class FormErrors
{
    public const string OtherOrganization = "You have switched to another organisation since this page was opened. Nothing was sent; your text is kept below. Switch back to send it.";

    public static (IReadOnlyList<FieldProblem> Fields, string? Above) Split(Error error) => error is Invalid invalid ? (invalid.Problems, null) : ([], error.Message);

    public static int StatusOf(Error error) =>
        error switch
        {
            Invalid => StatusCodes.Status422UnprocessableEntity,
            NotFound => StatusCodes.Status404NotFound,
            Forbidden => StatusCodes.Status403Forbidden,
            Conflict => StatusCodes.Status409Conflict,
            Throttled => StatusCodes.Status429TooManyRequests,
            _ => StatusCodes.Status400BadRequest,
        };
}
