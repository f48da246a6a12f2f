-- Renews a job's lease and, where they are given, replaces its status and its record.
--
-- `spent` is what the job spent in all, not since the last time, so that sending this twice counts
-- it once.

local refusal = schema_refusal()
if refusal then return refusal end
if not owns_claim() then return refuse('LOST', redis.call('HGET', CLAIM, 'job') or '') end
hold_claim(A.job, A.token)
if A.record ~= '' then redis.call('HSET', JOBS, A.job, A.record) end
if A.spent ~= '' then
  local before = tonumber(redis.call('HGET', CLAIM, 'spent') or '0')
  redis.call('HINCRBY', META, 'spent', A.spent - before)
  redis.call('HSET', CLAIM, 'spent', A.spent)
end
if A.status ~= '' then
  set_status(A.status)
  tell('status')
  -- What was chosen before was the answer to an earlier question.
  if A.asks then redis.call('HDEL', CLAIM, 'choice') end
end
return answer({
  cancel = redis.call('HGET', CLAIM, 'cancel') == '1',
  choice = redis.call('HGET', CLAIM, 'choice') or nil,
})
