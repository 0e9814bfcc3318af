"""The Slack-style webhook: slash commands, mentions, direct messages and buttons, over the same dialogue as the page.

- settings   what the environment says of it
- routes     requests in, verified before anything of them is read
- events     mentions and direct messages, answered by a message of the bot's own
- bot        what was asked, in Slack's terms, into a message
- messages   a reply as Block Kit, inside its limits
- tokens     the conversation's state as a button carries it: signed
- delivery   what goes out to Slack, off the request's path
- seen       each event once
"""
