-- Rewinds the head along the active line, or restores any iteration of the history.

local refusal = schema_refusal()
if refusal then return refusal end
local head = redis.call('HGET', META, 'head') or ''
-- Where it stands already there is nothing to do, also when a lost answer made it be sent again.
if head == A.target then return answer({}) end
if head ~= A.head then return refuse('HEAD', head) end
if A.kind == 'rewind' and not redis.call('ZSCORE', LINE, A.target) then
  return refuse('OFF_LINE', A.target)
end
local way
way, refusal = way_to(A.target)
if refusal then return refusal end
if way.far then return far_answer(way) end
if A.kind == 'rewind' and not way.laid then
  for _, id in ipairs(redis.call('ZRANGEBYSCORE', LINE, way.above, '+inf')) do
    redis.call('ZADD', DISCARDED, redis.call('ZSCORE', HISTORY, id), id)
  end
end
go(way)
publish_state(A.target, A.prompt, A.output, next_id())
tell(A.kind, 'iteration', A.target, 'head', A.target)
return answer({})
