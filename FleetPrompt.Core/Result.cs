namespace FleetPrompt;
public static class Placeholder { }
