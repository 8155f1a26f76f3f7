using System.Text.Json.Nodes;

namespace LiveChatPulumi.Emulator.Customer;

/// <summary>What an agent does by themselves: events when a chat comes to them, and one for each event of the customer.</summary>
internal sealed class AgentScript(string agent, IReadOnlyList<JsonObject> greeting, IReadOnlyList<JsonObject> answers)
{
    private readonly Dictionary<ChatRecord, int> _said = [];

    public void Greet(ChatRooms rooms, ChatRecord chat)
    {
        foreach (var said in greeting)
            rooms.Say(chat, agent, said, attaches: true);
    }

    /// <summary>The next answer, as long as there are any; <c>{"close":true}</c> ends the thread.</summary>
    public void Answer(ChatRooms rooms, ChatRecord chat)
    {
        var next = _said.GetValueOrDefault(chat);
        if (next >= answers.Count)
            return;
        _said[chat] = next + 1;
        if (answers[next]["close"]?.GetValue<bool>() == true)
            rooms.Close(chat, agent);
        else
            rooms.Say(chat, agent, answers[next], attaches: true);
    }
}
