-- Renews a job's lease and, where they are given, replaces its status and its record.
--
-- `spent` is what the job spent in all, not since the last time, so that sending this twice counts
-- it once. A payment that would take the session above its cap is refused, and nothing is written.

local refusal = schema_refusal()
if refusal then return refusal end
if not owns_claim() then return refuse('LOST', redis.call('HGET', CLAIM, 'job') or '') end
hold_claim(A.job, A.token)
if A.spent ~= '' then
  local more = A.spent - tonumber(redis.call('HGET', CLAIM, 'spent') or '0')
  local cap = redis.call('HGET', META, 'cap')
  local spent = tonumber(redis.call('HGET', META, 'spent') or '0')
  if cap and more > 0 and spent + more > tonumber(cap) then
    return refuse('CAP', string.format('%.0f %.0f %s', more, spent, cap))
  end
  redis.call('HINCRBY', META, 'spent', more)
  redis.call('HSET', CLAIM, 'spent', A.spent)
end
if A.record ~= '' then redis.call('HSET', JOBS, A.job, A.record) end
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
