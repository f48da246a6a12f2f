-- Asks the owner of the running job to stop it; of one job alone where it is named.

local refusal = schema_refusal()
if refusal then return refusal end
local running, live = claimed()
if not running or (A.job ~= '' and A.job ~= running) then return answer({ outcome = 'none' }) end
redis.call('HSET', CLAIM, 'cancel', '1')
tell('cancel', 'job', running)
return answer({ outcome = live and 'asked' or 'lapsed', job = running })
