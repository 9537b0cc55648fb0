using FleetPrompt.Core.Signals;
using FleetPrompt.Core.Tenancy;
using Microsoft.EntityFrameworkCore;

namespace FleetPrompt.Core.Moderation;

/// <summary>Notes of moderators about a member.</summary>
public sealed class AuthorNotes(IUnits units, SignalBus signals, TimeProvider time)
{
    /// <summary>Errors: <see cref="Forbidden"/>, <see cref="Invalid"/>, <see cref="NotFound"/> (nobody of this organisation).</summary>
    public Task<Result<Guid>> AddAsync(OperationContext operation, Guid person, string? text, CancellationToken cancel = default) =>
        units.RunAsync<Guid>(
            operation,
            async unit =>
            {
                if (await ModerationClaims.RefusalAsync(unit, cancel) is { } refused) return refused;
                if (string.IsNullOrWhiteSpace(text)) return new Invalid("text", "Write something first.");
                if (text.Trim().Length > AuthorNote.LongestText) return new Invalid("text", $"Keep the note within {AuthorNote.LongestText:N0} characters.");
                if (text.Contains('\0', StringComparison.Ordinal)) return new Invalid("text", "The note has a character in it that cannot be kept (U+0000). Take that out.");
                if (!(await unit.PeopleAsync([person], cancel)).ContainsKey(person)) return new NotFound();
                var now = time.GetUtcNow();
                var note = new AuthorNote { Id = Guid.CreateVersion7(now), UserId = person, WrittenByUserId = operation.Actor.Id!.Value, Text = text.Trim(), CreatedAt = now };
                unit.Db.AuthorNotes.Add(note);
                await unit.Db.SaveChangesAsync(cancel);
                await signals.EmitAsync(unit, ModerationSignals.NoteAdded, new Subject("user", person), new NoteFact(note.Id, person), cancel: cancel);
                return note.Id;
            },
            cancel);
}
