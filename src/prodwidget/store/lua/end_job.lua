-- Lets the session go; the job's record stays where one is given.

local refusal = schema_refusal()
if refusal then return refusal end
-- Sent again because the answer was lost: it has ended already.
if redis.call('HGET', META, 'last_end') == A.token then return answer({}) end
if not owns_claim() then return refuse('LOST', redis.call('HGET', CLAIM, 'job') or '') end
drop_claim()
redis.call('HSET', META, 'last_end', A.token)
if A.record == '' then
  redis.call('HDEL', JOBS, A.job)
else
  redis.call('HSET', JOBS, A.job, A.record)
end
set_status(A.status)
tell('status')
return answer({})
