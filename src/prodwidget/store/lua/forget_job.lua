-- Drops the record of a job that nobody runs, and its claim with it.

local refusal = schema_refusal()
if refusal then return refusal end
local running, live = claimed()
if running == A.job and live then return refuse('RUNNING', running) end
local record = redis.call('HGET', JOBS, A.job)
redis.call('HDEL', JOBS, A.job)
if redis.call('HGET', CLAIM, 'job') == A.job then
  drop_claim()
  set_status(A.idle)
end
tell('status')
return answer({ record = record or '', status = redis.call('GET', STATUS) or A.idle })
