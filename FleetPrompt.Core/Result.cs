namespace FleetPrompt.Core;

/// <summary>
/// An expected failure: a value, not an exception. <see cref="Message"/> is safe to show to the person who acted and says what to do.
/// </summary>
public abstract record Error(string Message);

/// <summary>What was sent does not fit; every problem is listed, each with the field it belongs to.</summary>
public sealed record Invalid(IReadOnlyList<FieldProblem> Problems) : Error(string.Join(" ", Problems.Select(p => p.Message)))
{
    public Invalid(string field, string message)
        : this([new FieldProblem(field, message)]) { }
}

public sealed record FieldProblem(string Field, string Message);

/// <summary>The thing does not exist in this organisation (or is not for this person to know of).</summary>
public sealed record NotFound(string Message = "That does not exist, or is not yours to see.") : Error(Message);

/// <summary>The person is known and may not do this; <see cref="Error.Message"/> says who can.</summary>
public sealed record Forbidden(string Message) : Error(Message);

/// <summary>The page acted on something that has changed since it was shown.</summary>
public sealed record Conflict(string Message) : Error(Message);

/// <summary>Too much in too short a time; try again after <see cref="RetryAfter"/>.</summary>
public sealed record Throttled(string Message, TimeSpan RetryAfter) : Error(Message);

/// <summary>Either a value or an <see cref="Core.Error"/>. Converts implicitly from both.</summary>
public readonly struct Result<T>
{
    private readonly T? value;

    private Result(T? value, Error? error)
    {
        this.value = value;
        Error = error;
    }

    public Error? Error { get; }

    public bool IsOk => Error is null;

    /// <exception cref="InvalidOperationException">The result is an error.</exception>
    public T Value => Error is null ? value! : throw new InvalidOperationException($"No value: {Error.Message}");

    public static implicit operator Result<T>(T value) => new(value, null);

    public static implicit operator Result<T>(Error error) => new(default, error);

    public Result<TNext> Then<TNext>(Func<T, TNext> next) => Error is null ? next(value!) : Error;
}
