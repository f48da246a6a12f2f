-- Makes a session of what an import left under temporary names, where there is none yet.

local refusal = existing_refusal()
if refusal then return refusal end
local kept = { ITERATIONS, PARENTS, HISTORY, LINE, DISCARDED, MARKS }
for index, key in ipairs(kept) do
  local incoming = KEYS[#KEYS - #kept + index]
  if redis.call('EXISTS', incoming) == 1 then
    redis.call('RENAME', incoming, key)
    redis.call('PERSIST', key)
  end
end
redis.call('HSET', META, 'schema', A.schema, 'last', A.last, 'created_at', A.created_at)
for name, value in pairs(A.look) do redis.call('HSET', META, 'look:' .. name, value) end
publish_state(A.head, A.prompt, A.output, A.updated_at)
set_status(A.status)
tell('import')
return answer({})
