-- Claims a job that its owner left: its lease lapsed, or it was put aside.

local refusal = schema_refusal()
if refusal then return refusal end
local running, live = claimed()
local again = running == A.job and owns_claim()
if running and live and not again then return refuse('RUNNING', running) end
if running and running ~= A.job then return refuse('LAPSED', running) end
local record = redis.call('HGET', JOBS, A.job)
if not record then return refuse('GONE', A.job) end
redis.call('HSET', CLAIM, 'spent', cjson.decode(record).spent_microdollars or 0)
-- A request to cancel that its owner no longer heard stays with the claim.
hold_claim(A.job, A.token)
tell('status')
return answer({ record = record, cancel = redis.call('HGET', CLAIM, 'cancel') == '1' })
