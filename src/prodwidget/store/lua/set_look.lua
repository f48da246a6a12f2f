-- Sets some of how a session's products are looked at. Each is a field of its own, so that two who
-- change two things do not undo each other; whoever follows hears of what is new alone.

local refusal = schema_refusal()
if refusal then return refusal end
local changed = false
for name, value in pairs(A.look) do
  if redis.call('HGET', META, 'look:' .. name) ~= value then
    redis.call('HSET', META, 'look:' .. name, value)
    changed = true
  end
end
if changed then tell('look') end
return answer({})
