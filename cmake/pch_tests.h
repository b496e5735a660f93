#pragma once
#include "cmake/pch.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
