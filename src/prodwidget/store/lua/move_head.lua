-- Rewinds the head along the active line, or restores any iteration of the history.

local refusal = schema_refusal()
if refusal then return refusal end
local head = redis.call('HGET', META, 'head') or ''
-- Where it stands already there is nothing to do, also when a lost answer made it be sent again.
if head == A.target then return answer({}) end
if head ~= A.head then return refuse('HEAD', head) end
if A.kind == 'rewind' then
  local depth = redis.call('ZSCORE', LINE, A.target)
  if not depth then return refuse('OFF_LINE', A.target) end
  for _, id in ipairs(redis.call('ZRANGEBYSCORE', LINE, '(' .. depth, '+inf')) do
    redis.call('ZADD', DISCARDED, redis.call('ZSCORE', HISTORY, id), id)
  end
end
refusal = stand_on(A.target)
if refusal then return refusal end
publish_state(A.target, A.prompt, A.output, next_id())
tell(A.kind, 'iteration', A.target, 'head', A.target)
return answer({})
