-- Version 2 keeps each iteration's depth and parent beside its record, and jobs as records.

if redis.call('HGET', META, 'schema') ~= '1' then return cjson.encode({}) end
for _, id in ipairs(redis.call('ZRANGE', HISTORY, 0, -1)) do
  local record = cjson.decode(redis.call('HGET', ITERATIONS, id))
  local parent = record.parent == cjson.null and '' or record.parent
  redis.call('HSET', PARENTS, id, record.depth .. ' ' .. parent)
end
redis.call('HSET', META, 'schema', A.schema)
local state = redis.call('GET', STATE)
if state then
  redis.call('SET', STATE, (string.gsub(state, '^{"schema_version":1,', '{"schema_version":2,', 1)))
end
tell('migrate')
return answer({})
