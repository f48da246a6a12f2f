-- Tells the owner of the running job which preview the user chose.

local refusal = schema_refusal()
if refusal then return refusal end
local running = claimed()
if not running or running ~= A.job then return refuse('GONE', A.job) end
redis.call('HSET', CLAIM, 'choice', A.choice)
tell('choice', 'job', running, 'choice', A.choice)
return answer({})
