-- Sets what the session may spend in all, in microdollars; no cap where it is ''.

local refusal = schema_refusal()
if refusal then return refusal end
if A.cap == '' then
  redis.call('HDEL', META, 'cap')
else
  redis.call('HSET', META, 'cap', string.format('%.0f', A.cap))
end
tell('cap')
return answer({})
