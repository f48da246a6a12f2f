-- Claims the session for one job, for as long as its lease is renewed.

local refusal = schema_refusal()
if refusal then return refusal end
local running, live = claimed()
-- Sent again because the answer was lost: it is claimed already.
if running == A.job and owns_claim() then return answer({}) end
if running and live then return refuse('RUNNING', running) end
if running and running ~= A.displace then return refuse('LAPSED', running) end
drop_claim()
hold_claim(A.job, A.token)
redis.call('HSET', JOBS, A.job, A.record)
set_status(A.status)
tell('status')
return answer({})
