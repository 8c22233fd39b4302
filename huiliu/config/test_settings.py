"""What tests change."""

from huiliu.config import test_database
from huiliu.config.settings import *

TEST_VAR = test_database.TEST_VAR
TEST_SERVER_IS_OURS = test_database.OURS
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
