-- Version 2 keeps each iteration's depth and parent beside its record, and jobs as records.
-- One step of it: from the place A.start of the history on.

if redis.call('HGET', META, 'schema') ~= '1' then return cjson.encode({ done = true }) end
local ids = redis.call('ZRANGE', HISTORY, A.start, A.start + STEP - 1)
for _, id in ipairs(ids) do
  local record = cjson.decode(redis.call('HGET', ITERATIONS, id))
  local parent = record.parent == cjson.null and '' or record.parent
  redis.call('HSET', PARENTS, id, record.depth .. ' ' .. parent)
end
if #ids == STEP then return cjson.encode({ done = false, at = A.start + STEP }) end
redis.call('HSET', META, 'schema', A.schema)
local state = redis.call('GET', STATE)
if state then
  redis.call('SET', STATE, (string.gsub(state, '^{"schema_version":1,', '{"schema_version":2,', 1)))
end
tell('migrate')
return answer({ done = true })
