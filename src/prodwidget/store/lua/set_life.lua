-- Sets how long the session lives after its last write; 0 keeps it for ever.

local refusal = schema_refusal()
if refusal then return refusal end
redis.call('HSET', META, 'life_milliseconds', A.life_milliseconds)
if A.life_milliseconds == 0 then
  for _, key in ipairs(KEYS) do
    if key ~= LEASE then redis.call('PERSIST', key) end
  end
end
return answer({})
