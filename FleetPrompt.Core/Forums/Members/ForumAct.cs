namespace FleetPrompt.Core.Forums.Members;

/// <summary>What can be done in a forum, as far as rights go. Others' things are acts of their own.</summary>
public enum ForumAct
{
    Read,
    React,
    Downvote,
    Bookmark,
    Flag,
    Reply,
    StartThread,
    EditOwnPost,
    DeleteOwnPost,
    RenameOwnThread,
    AcceptInOwnThread,
    ChooseTags,
    CreateTag,
    RenameThread,
    AcceptAnswer,
    EditPost,
    HidePost,
    DeletePost,
    LockThread,
    PinThread,
    MoveThread,
    MergeThreads,
    SplitThread,
    CreateCategory,
    EditCategory,
    Moderate,
    SetTrust,
    ChangeSettings,
}
