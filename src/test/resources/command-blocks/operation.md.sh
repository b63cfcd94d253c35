export CONVERTLY_TOKEN=key COMPANYENRICH_TOKEN=key
echo '{"data": [{"id": "e-1", "status": "done", "url": "https://files.acme.com/1"}]}' >list.json
