-- One step in marking what left the line, or no longer marking what joined it, after a head went far.
-- KEYS ends with the line as it was.

local first, last = A.start, A.start + STEP - 1
if A.kind == 'rewind' then
  for _, id in ipairs(redis.call('ZRANGEBYSCORE', KEYS[#KEYS], first, last)) do
    if not redis.call('ZSCORE', LINE, id) then
      redis.call('ZADD', DISCARDED, redis.call('ZSCORE', HISTORY, id), id)
    end
  end
end
for _, id in ipairs(redis.call('ZRANGEBYSCORE', LINE, first, last)) do
  redis.call('ZREM', DISCARDED, id)
end
return answer({})
