-- Whether an import may make a session here; nothing is written.

return existing_refusal() or cjson.encode({})
