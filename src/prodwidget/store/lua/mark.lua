-- Names an iteration or stars it, or takes that back; the iteration itself never changes.
--
-- What is not to be set stays as it is, so that two who mark one iteration at once both succeed.
-- Nothing is kept of one that has neither a name nor a star.

local refusal = schema_refusal()
if refusal then return refusal end
if redis.call('HEXISTS', ITERATIONS, A.iteration) == 0 then return refuse('MISSING', A.iteration) end
local kept = redis.call('HGET', MARKS, A.iteration)
local before = kept and cjson.decode(kept) or { name = '', starred = false }
local name, starred = before.name, before.starred
if A.naming then name = A.name end
if A.starring then starred = A.starred end
-- Where it is so already, also when a lost answer made it be sent again, there is nothing to tell.
if name ~= before.name or starred ~= before.starred then
  if name == '' and not starred then
    redis.call('HDEL', MARKS, A.iteration)
  else
    redis.call('HSET', MARKS, A.iteration,
      '{"name":' .. cjson.encode(name) .. ',"starred":' .. tostring(starred) .. '}')
  end
  tell('mark', 'iteration', A.iteration)
end
return answer({ name = name, starred = starred })
