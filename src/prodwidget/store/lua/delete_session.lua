-- Removes a session; those who watch it are told, on a stream that goes away by itself.

local refusal = schema_refusal()
if refusal then return refusal end
local running, live = claimed()
if running and live then return refuse('RUNNING', running) end
tell('delete')
for _, key in ipairs(KEYS) do
  if key ~= EVENTS then redis.call('UNLINK', key) end
end
redis.call('EXPIRE', EVENTS, 60)
return cjson.encode({ life_milliseconds = 0 })
